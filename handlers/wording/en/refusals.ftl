### What can't be taken, and what to do instead.

refused-long = This message is longer than { $most } characters and was not kept. Send it in shorter pieces.
refused-empty = This message has no readable text and was not kept.
refused-parts = The report has its { $most } items, so this one was not kept. Send it first, then add more with the code.
refused-bytes = The report is full ({ $most } MB), so this item was not kept. Send it first, then add more with the code.
refused-point = This location can't be read and was not kept. Please tell it in words.
file-too-big = This file is over { $most } MB, so Tin Báo doesn't fetch it. Send photos, or a shorter video.
file-too-big-form = This file is over { $most } MB, so Tin Báo doesn't fetch it. Send photos, a shorter video, or use the sealed form: { $form }
file-too-long = This file is too long or too large to remove its traces. Send photos, or a shorter video.
file-not-cleanable = This kind of file can't be freed of traces, so it isn't taken. Send a screenshot, a PDF or text.
file-protected = This file has a password and was not kept. Remove the password and send it again.
file-damaged = This file can't be opened and was not kept. Send it again, or a photo of it.
file-not-fetched = This file couldn't be fetched and was not kept. Send it again in a few minutes.
contact-refused = A contact card has someone's name and number, so it isn't taken. Tin Báo kept nothing of it. Please tell it in words.
unsupported = Tin Báo can't take this kind yet. Send text, photos, voice notes, videos or files.
edited-sent = The report is sent and can't be changed here. To add something: press “🔎 See my report” and type the code.
edited-unknown = Only a sealed item of the report in hand can be corrected.
