### Steps 1, 3 to 5: the notice, two questions, the telling.

notice =
    • Danger right now: don't type here, call __113__ at once.
    • Telegram and the machine that runs Tin Báo can see what is typed here.
    • Don't write your name, “my uncle”, “my neighbour”. Voices and faces can be recognised.
    • Tell only what you saw and heard. Knowingly false reports are punishable.
notice-form =
    • Danger right now: don't type here, call __113__ at once.
    • Telegram and the machine that runs Tin Báo can see what is typed here. The sealed form can't be seen: { $form }
    • Don't write your name, “my uncle”, “my neighbour”. Voices and faces can be recognised.
    • Tell only what you saw and heard. Knowingly false reports are punishable.
notice-place = Place: __{ $place }__
go-on = Go on

conflict-question = Are police or officials of { $place }, or their families, involved in this or covering it up?
conflict-hint =
    If you choose “Yes”, the police there won't see this report.
    A nameless report about officials must be clear and have evidence.
conflict-no = No
conflict-yes = Yes
conflict-province = Send it straight to the province

when-question = When does it happen?
when-now = Happening now
when-recurring = Keeps happening
when-soon = About to happen
when-past = Has happened
when-now-first = 🚨 If it is happening now, call __113__ first. Keep yourself safe, then go on here.

content-recipient = This report will go to: __{ $unit }__
content-fell-back = The police of { $place } don't take reports here yet, so the province's duty desk gets it.
content-copy = It is happening now, so { $unit } gets this report too.
content-prompt =
    Send texts, photos, voice notes, videos, files, locations. Each item is sealed the moment it comes.
    What, where, when, who? Tell it here:
content-change = 🔁 Change the place
content-ack = 🔒 { $count ->
        [one] { $count } item sealed
       *[other] { $count } items sealed
    }, __NOT SENT__
content-amended = The correction is sealed.
content-empty = There is nothing to send yet.
content-done = ✅ Done, go to sending
content-cancel = 🗑 Cancel this report
content-moved = The recipient has just changed. The last item was not kept, please send it again.
content-reminder = This report is still here, __NOT SENT__. After 24 hours it deletes itself.

change-question = Changing the place deletes the sealed items ({ $count }); you would have to tell again. Change it?
change-yes = Change, delete the sealed items
change-no = Keep it
change-done = Sealed items deleted: { $count }.

resume-question = There is an unfinished report, __NOT SENT__, sealed items: { $count }.
resume-go = ↩️ Go on with it

cancelled = Cancelled. Nothing was sent.
cancelled-draft = This report is cancelled. Sealed items deleted: { $count }. Nothing was sent.
draft-died = Your unfinished report was older than 24 hours and deleted itself. Nothing was sent.

refused-drafts = This chat has begun { $most } reports today. You can go on tomorrow. Urgent: call __{ $phone }__.
refused-tips = This chat has sent { $most } reports today. You can go on tomorrow. Urgent: call __{ $phone }__.
refused-disk = Tin Báo can't take new reports right now. Please call __{ $phone }__.
