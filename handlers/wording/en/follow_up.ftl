### Following a report up by its code.

follow-up-question = Type your code: 24 digits, with or without spaces.
follow-up-bad = This code isn't right yet. Check each group of four and type it again.
follow-up-no-code = This isn't a code yet. Without its code a report can't be looked up; it is still with its recipient.
follow-up-none = No report answers to this code. Check it and type it again.
follow-up-unsent-here = This code is right.
follow-up-unsent = This code is right, but its report is __NOT SENT__. Send it where you were writing it.
follow-up-first = What you just sent has not reached anyone. To add something: type the code first.
follow-up-locked = Several codes were tried that don't fit. Wait an hour and type it again.

status-arrived = Arrived, waiting to be seen
status-seen = Seen by the police
status-verifying = Being verified
status-moved = Moved to the office in charge
status-ended = Ended

thread-head =
    __{ $status }__
    Recipient: { $unit }
thread-viewed = First seen: { $day }
thread-answer = __Answer of the police, { $day }:__
thread-own = __Added, { $day }:__
thread-silent = No answer yet.
thread-note = Tin Báo deletes the message with the code. After 15 minutes the code is needed again.
thread-question = What next with this report?
thread-help = What you just sent has not reached anyone. To add something: press “✍️ Add something” first.
thread-add = ✍️ Add something
thread-remind = ⏰ Remind me in 3 days
thread-lapsed = 15 minutes have passed, so the code is needed again.
thread-lapsed-item = 15 minutes have passed, so the code is needed again. The last item was not sent.

adding-question = Send text, photos, voice notes, videos or files. Each item is sealed and sent at once.
adding-sent = 🔒 { $count ->
        [one] { $count } item
       *[other] { $count } items
    } added for { $unit }.
adding-full = This report can't take more items. The last one was not sent.
adding-bytes = What you add is full ({ $most } MB), so the last item was not sent. Add it in words, or send a new report.
adding-disk = Tin Báo can't take more right now, so the last item was not sent. Please send it again later. Urgent: call __{ $phone }__.
adding-edited = The correction was not sent. To correct something, send it as a new message.
adding-done = ✅ Done

reminder-set = Set. Tin Báo reminds you here in 3 days, without naming any report.
reminder-due = Your reminder is due. To look again, press “🔎 See my report” and type the code.
