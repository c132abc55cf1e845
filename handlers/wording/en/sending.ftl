### Steps 6 to 8: category, receipt code, sending.

category-question = What is it about?
category-skip = Skip this step
category-drugs = Drugs
category-fraud = Fraud
category-loansharking = Loan sharks, debt terror
category-gambling = Gambling, betting
category-theft = Theft, robbery
category-violence = Fights, disorder, gangs
category-domestic_violence = Domestic violence
category-child_abuse = Child abuse
category-trafficking = Trafficking, border crossing
category-weapons = Weapons, fireworks, explosives
category-smuggling = Smuggling, fake goods
category-environment = Waste, illegal sand, logging
category-traffic = Traffic
category-fire = Danger of fire, explosion
category-wanted = Wanted person
category-other = Other
category-help = Choose one, or “Skip this step”. To tell more: press “✍️ Tell more”. What you just typed was not kept.

code-shown =
    Your code. Write it down, then press send.

    `{ $code }`

    With it you can see the answer. Without it your report still arrives; you just can't look it up.
code-earlier = The code shown before still works; the newest three do.
code-question =
    This report is __NOT SENT__. Its code is shown above.
    No code to be seen: press “🔑 Give me another code”.
    Code written down: press “📨 Send this report”.
code-help = What you just sent was not kept. To tell more: press “✍️ Tell more”.
code-send = 📨 Send this report
code-new = 🔑 Give me another code
tell-more = ✍️ Tell more

sent-done = ✅ __Sent to { $unit }__
sent-next =
    The officers there open it, look into it, and may ask back.
    To see the answer: press “🔎 See my report” and type the code.
sent-next-now = If there is danger, still call __113__.
sent-erase-hint = To clear this chat: press the button below. The report that was sent is not deleted.
sent-erase = 🧹 Delete the messages here
sent-already = Already sent. This report has reached { $unit }.
sent-already-former = Already sent: that button belongs to your earlier report, which has reached { $unit }.
sent-help = The report is sent. What you just sent was not kept. To add something: press “🔎 See my report” and type the code.

erased-here = Messages deleted here: { $count }. The report that was sent is not deleted.
erased-left = Messages that Tin Báo can't delete, mostly because they are over 48 hours old: { $count }. Press and hold them, then choose Delete.
erased-nothing = There is no message left here that Tin Báo can delete. The report that was sent is not deleted.
erased-follow-up = Messages deleted here: { $count }. The report and its answers stay; open them with the code.
