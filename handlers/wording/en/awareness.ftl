### Awareness: topics, quiz, search by what happened; checking links.

awareness-question =
    🛡 Choose a topic.
    Or tell briefly what happened to you, and Tin Báo looks for it.
awareness-found = This sounds like the topic below. What you typed isn't kept. Press to read:
awareness-nothing-like-it = Tin Báo found no topic like this. What you typed isn't kept.
awareness-all = 📚 All topics
awareness-topic-gone = This topic is no longer there. Please choose another.
awareness-verify = 🔗 Check a link or a poster
topic-question = What next?
topic-quiz = ❓ A minute's quiz
topic-others = 📚 Other topics
quiz-done = That was the quiz. Tell your family about it.

verify-question =
    🔗 Paste a link, a bot's name, or the words of a poster.
    Tin Báo only compares the letters. It opens no link.
verify-nothing = Tin Báo sees no link and no bot's name here. Paste the whole line, dots and slashes too.
verify-picture = Tin Báo can't read words in pictures or files. Type the line under the QR code.
verify-ours-bot = ✅ This is Tin Báo.
verify-ours-poster = ✅ This is Tin Báo, with { $place } chosen. Seen elsewhere? Ask the police there.
verify-ours-form = ✅ This is the sealed form of Tin Báo: { $form }
verify-ours-desk = ✅ This is the desk where officers work. Residents never need to open it.
verify-number-ours = ✅ This is the fingerprint of Tin Báo's keys.
verify-number-strange = ⛔ This is not the fingerprint of Tin Báo's keys.
verify-alike = ⛔ Not Tin Báo, only made to look like it.
verify-strange = ⛔ Not Tin Báo.
verify-strange-what-to-do =
    Don't open it, install nothing, read out no OTP, transfer no money.
    A poster with a code stuck over it: tell the police of that place.
    Already done it? Call your bank and __113__ at once.
verify-ours-what-to-do = Tin Báo never asks for an OTP, a password or money.
verify-list = Only these are Tin Báo:
verify-list-bot = On Telegram:
verify-list-form = The sealed form: { $form }
