### The frame of every warning. Officers write title and text; this part can't be changed at the desk.

broadcast-correction = Correction:
broadcast-promise = Tin Báo never sends payment links.
broadcast-urgent = Sent at this hour because: { $reason }
broadcast-stop = 🔕 Stop warnings
broadcast-met = 🙋 I have met this trick
broadcast-topic = 📖 How to see it
broadcast-report = 📝 Report something
broadcast-stop-number = Send 0 to stop.
