### Warnings: places, topics, quiet hours, stopping; buttons under a warning.

warnings-intro =
    🔔 __Get warnings__
    The police of communes and provinces warn of new tricks and of what to avoid.
    Only for the places you choose. No name is asked for.
    Tin Báo keeps this chat's address and what you choose.
    The address is sealed and has no link to any report.
warnings-promise =
    A warning never carries a payment link.
    Stop at any time: type /ngung.
warnings-begin = 📍 Choose a place
warnings-head = 🔔 __You get warnings__
warnings-places = Places: { $places }
warnings-about = Topics: { $topics }
warnings-all-topics = every topic
warnings-spoken = Language: { $spoken }
warnings-hours = Quiet hours: { $hours }
warnings-question = What would you like to change?
warnings-add = ➕ Add a place
warnings-drop = ➖ Drop a place
warnings-topics = 📚 Choose topics
warnings-quiet = 🌙 Quiet hours
warnings-in-vi = 🌐 Cảnh báo bằng tiếng Việt
warnings-in-en = 🌐 Warnings in English
warnings-stop = 🔕 Stop warnings
warnings-back = ↩️ Back

warnings-added = ✅ Added: { $place }.
warnings-added-unserved = ✅ Added: { $place }. It doesn't use Tin Báo yet; warnings come once it does.
warnings-had = Already chosen: { $place }.
warnings-full = You have { $most } places. Drop one first, or choose a whole province.
warnings-drop-question = Press the place to drop:
warnings-drop-one = ✖️ { $place }
warnings-dropped = Dropped: { $place }.
warnings-last-place = { $place } is the last place. To get no more warnings, press “🔕 Stop warnings”.
warnings-topics-question = Press to choose or leave out. ✅ is chosen.
warnings-topic-on = ✅ { $topic }
warnings-topic-off = ▫️ { $topic }
warnings-every = ☑️ Every topic
warnings-every-topic = ✅ From now on you get every topic.
warnings-last-topic = At least one topic is needed. To get no more warnings, type /ngung.
warnings-language-saved = ✅ Warnings now come in this language.
quiet-question =
    When should no warning come?
    Press a button, or type two hours, for example: 23 – 6
    Something very urgent still comes and says why.
quiet-hours = { $start }:00 to { $end }:00
quiet-hours-none = Any time is fine
quiet-told = { $start }:00 to { $end }:00
quiet-told-none = none
quiet-help = Tin Báo didn't understand. Type two hours, for example: 23 – 6, or 9 pm – 6 am
quiet-saved = ✅ Quiet hours are changed.
warnings-stopped =
    🔕 Stopped. No more warnings from now on.
    This chat's address and what you chose are deleted.
warnings-none = This chat isn't signed up for any warning. There is nothing to stop.

area-question =
    Of which __commune, ward or province__ would you like warnings?
    Old or new name, with or without diacritics. A shared location works too.
    Type the name:
area-choose = Choose the right place:
area-which-province = Several places have this name. Which province is it in?
area-list = Choose the commune or ward:
area-browse = Choose the province or city:
area-whole-question = The whole of it, or only one commune or ward?
area-whole = All of { $province }
area-one = 🗂 Choose one commune or ward

bulletin-met = Thank you for telling. Everybody is counted once, and not by name. To tell the police: press the button below.
bulletin-report-place = 📝 Report something: { $place }
bulletin-test = This is a test message, so its buttons do nothing yet. For subscribers they work.
bulletin-unknown = Tin Báo has no such warning for this chat. If it looks fake, type /xacminh to check it.

test-chat-linked = This chat now gets the test sends of your desk.
test-chat-expired = This link was used or is over 30 minutes old. Take a new one at the desk.
