### Menu, common sentences, emergency numbers. `__bold__`, `` `code` ``.

menu-report = 📝 Report something
menu-follow-up = 🔎 See my report
menu-awareness = 🛡 Stay alert
menu-warnings = 🔔 Get warnings
menu-emergency = 🚨 Emergency
menu-privacy = ⚙️ Privacy, settings

welcome =
    __Tin Báo__ brings what you saw to the police of the right place.
    It asks for no name and no phone number.
    Danger right now: call __113__ at once.
    Tiếng Việt: bấm ⚙️, rồi 🌐.
    Choose with the buttons below.
menu-question = Choose with the buttons below.
menu-draft-kept = Your unfinished report is kept, __NOT SENT__. Press “📝 Report something” to go on.

emergency =
    🚨 __Call now:__
    __113__ police
    __114__ fire and rescue
    __115__ ambulance
    __112__ search and rescue
    __111__ protection of children
danger =
    🚨 In danger now? Call at once:
    __113__ police, __114__ fire, __115__ ambulance
    __112__ rescue, __111__ children

help-menu = What you just sent was neither kept nor passed on. To report: press “📝 Report something”.
help-buttons = Tin Báo didn't understand. Press one of the buttons below.
help-early = It isn't time to tell yet. What you just sent was not kept.
help-command = Tin Báo has no such command. What you just sent was not kept.
stumbled = Tin Báo has stumbled. What you just sent was not kept. Please send it again in a few minutes.
turned-away = Too much came at once: { $count ->
        [one] the last { $count } message was
       *[other] the last { $count } messages were
    } not read and not kept. Please send that part again, a few items at a time.
command-cancel = Stop what you are doing
nothing-to-cancel = Nothing is under way.
left-room = Stopped.
