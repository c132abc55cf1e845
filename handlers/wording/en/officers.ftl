### The officers' bot: number, category, when, age and duty. Never content, a place or a unit.

officers-not-linked =
    This chat is for officers and is linked to nobody yet.
    Get a code at the desk, under “Báo qua Telegram”, and type it here.
    A code works once, within 10 minutes.
officers-residents = To report something to the police, don't type it here. Use the Tin Báo bot.
officers-residents-bot = To report something to the police, don't type it here. Open @{ $bot }.
officers-linked =
    ✅ __Linked to { $name }__
    New tips and what is due are announced here.
    What a tip says opens at the desk only.
officers-linked-elsewhere = Nothing is announced in this chat any more. Another chat has just been linked instead. If that wasn't you: tell your chief at once.
officers-code-refused = This code was used, or is over 10 minutes old. Get a new one at the desk.
officers-unlinked = Unlinked. Nothing is announced here any more. The chat's address is deleted.
officers-hello = __The officers' bot__, linked to { $name }.
officers-commands =
    /tinmoi tips nobody has taken
    /denhan what is due
    /nhan and a tip's number, to take it
    /bansang morning digest on or off
    /ngonngu change the language
    /huylienket stop announcing in this chat
officers-commands-few =
    /bansang morning digest on or off
    /ngonngu change the language
    /huylienket stop announcing in this chat
officers-not-understood = Not understood. Don't type what a tip says in here. The commands: /trogiup
officers-not-allowed = Your role doesn't do this.
officers-stale = This button is old. Look at the list again and choose.
officers-which-number = Take which tip? Type it like this: /nhan 12

officers-tip-number = __Tip number { $number }__
officers-no-category = No category chosen
officers-age-new = just arrived
officers-age-hours = arrived { $count } h ago
officers-age-days =
    { $count ->
        [one] arrived a day ago
       *[other] arrived { $count } days ago
    }
officers-span-hours = { $count } h
officers-span-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
officers-duty-first_view = First view
officers-duty-first_word = First answer
officers-duty-report = First report
officers-duty-procuracy = Tell the procuracy
officers-duty-hand_over = Hand over the file
officers-duty-ask_extension = Ask for the extension
officers-duty-decide = Decide
officers-duty-other = Legal duty
officers-due-now = { $duty }: right now
officers-due-late = { $duty }: { $span } late
officers-due-left = { $duty }: { $span } left
officers-held-by-self = In your hands
officers-held-by-colleague = A colleague has it

officers-new-head = 📥 Taken by nobody: { $count }
officers-new-none = No tip waits for somebody to take it.
officers-due-head = ⏰ Due within 24 hours: { $count }
officers-due-none = Nothing is due within the next 24 hours.
officers-more = { $count } more at the desk.
officers-claim-done = ✅ Tip number { $number } is yours. Open the desk to see it.
officers-claim-already = Tip number { $number } is yours already.
officers-claim-taken = { $name } has taken tip number { $number }. It is looked after.
officers-claim-open = Nobody has tip number { $number } at this moment.
officers-claim-not-now = Tip number { $number } can't be taken now. Open the desk to see why.
officers-claim-unknown = Your unit's queue has no tip number { $number }.

officers-claim-button = ✋ Take tip { $number }
officers-desk-button = 🖥 Open the desk
officers-new-button = 📥 Taken by nobody
officers-due-button = ⏰ Due
officers-digest-on-button = ☀️ Morning digest on
officers-digest-off-button = 🔕 Morning digest off
officers-other-language = 🌐 Tiếng Việt
officers-digest-on = ☀️ The morning digest comes after 7, on days when something waits.
officers-digest-off = 🔕 No more morning digest. New tips and what is due are still announced.
officers-language-set = The bot speaks English from now on.

officers-notice-new = 📥 New tip
officers-notice-now = 🚨 Happening now, open it at once
officers-notice-unopened = ⏰ Opened by nobody yet
officers-notice-unanswered = ⏰ The resident has no answer yet
officers-notice-soon = ⏰ A term runs out soon
officers-notice-overdue = ⏰ Overdue
officers-notice-deletion = 🗑 An early deletion waits for a second person
officers-notice-deletion-some = 🗑 An early deletion waits for a second person.
officers-notice-now-below = 🚨 A unit has a tip that is happening now and that nobody has opened.
officers-notice-unopened-below = ⏰ A unit has a tip that nobody has opened.
officers-notice-unanswered-below = ⏰ A unit has a tip without an answer.
officers-notice-overdue-below = ⏰ A unit has an overdue tip.
officers-notice-unroutable = ⚠️ A unit has nobody left who can open tips. A tip came here instead.
officers-notice-campaign = 📣 A campaign waits for your approval.
officers-notice-other = 🔔 Something new at the desk.
officers-notice-more = And { $count } more at the desk.

officers-morning-head = ☀️ __This morning__
officers-morning-late = Overdue: { $count }
officers-morning-due = Due today: { $count }
officers-morning-new = Taken by nobody: { $count }
officers-morning-mine = In your hands: { $count }
officers-morning-campaigns = Campaigns waiting for approval: { $count }

officers-menu-start = Begin
officers-menu-new = Tips nobody has taken
officers-menu-due = What is due
officers-menu-claim = Take a tip by its number
officers-menu-digest = Morning digest on or off
officers-menu-language = Change the language
officers-menu-unlink = Stop announcing in this chat
officers-menu-help = The commands
