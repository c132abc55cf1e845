### Privacy, settings.

privacy =
    ⚙️ __What Tin Báo keeps__
    While you write: the step, the place, the numbers of the messages. Encrypted, deleted after 24 hours.
    Sealed items: locked, only the recipient can open them. Without name, phone number or account.
    A report that is set aside as groundless may be opened one level up, to check that.
    A reminder: this chat's address, encrypted, and a day. No link to any report.
    After sending: for 24 hours, that it was sent and to whom.
    How often you sent: only counted, for a day.
    Warnings: this chat's sealed address, places, topics, language, quiet hours. Deleted when you stop.
    Warnings sent, the button “I have met this trick”: kept for 90 days.
    __Who sees what is typed here__
    Telegram and the machine that runs Tin Báo see it while you type. Messages stay in the chat until deleted.
    __Erasing__
    The button below erases the step, the unsent report, reminders and warnings. A sent report stays with its recipient, and is deleted some time after it is closed.
privacy-question = What would you like to do?
privacy-erase = 🗑 Erase my data
privacy-language = 🌐 Ngôn ngữ / Language
erased-all =
    The data of this chat is erased: the unsent report, reminders and the subscription to warnings.
    A sent report stays with its recipient. Messages here: press and hold them, then choose Delete.

language-question = Chọn ngôn ngữ. Choose a language.
language-vi = Tiếng Việt
language-en = English
language-done = Tin Báo now speaks English.
