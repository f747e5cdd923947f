"""The words of the desk in one or two everyday sentences. Shown beside the word, and all together on the help page."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportbot.core.messages import Text


@dataclass(frozen=True, slots=True)
class Term:
    word: Text
    means: Text


TERMS: Mapping[str, Term] = {
    "report": Term(Text("Report"), Text("What a person has told us. Nobody ever changes a word of it.")),
    "case": Term(Text("Case"), Text("What the town works on. One case may hold several reports of the same thing.")),
    "category": Term(Text("Category"), Text("What a case is about. It decides which office gets it.")),
    "urgency": Term(
        Text("Urgency"),
        Text("How quickly somebody must act: emergency, urgent, normal, or information. An emergency never waits."),
    ),
    "needs_look": Term(
        Text("Needs a look"), Text("The machine is not sure what this is about. You read it and press what is right.")
    ),
    "reasons": Term(
        Text("Why it went there"),
        Text("Which words were heard, and which rule chose the office. You can overrule both."),
    ),
    "referral": Term(
        Text("Referral"), Text("A case was handed to one office. It gets a number and a deadline, never the story.")
    ),
    "lead": Term(Text("Lead"), Text("The office that must act. There is one for each case.")),
    "joint": Term(Text("Acting together"), Text("An office that must act as well, with a deadline of its own.")),
    "copy": Term(Text("Copy"), Text("An office that is told and need not act.")),
    "duty": Term(Text("Duty contact"), Text("Whoever is on call now. Emergencies reach them day and night.")),
    "deadline": Term(
        Text("Deadline"),
        Text("A day promised for the first answer, for acting and for the end. Silence brings reminders."),
    ),
    "stopped": Term(
        Text("Clock stopped"),
        Text("While the person is asked something, deadlines stand still. They go on with the answer."),
    ),
    "reminder": Term(
        Text("Reminders"),
        Text("An office that stays silent is reminded. After that its head and the deputy are told."),
    ),
    "not_ours": Term(Text("Not ours"), Text("An office says that another one must act. It can name it.")),
    "outcome": Term(Text("Outcome"), Text("What came of it, from a short list. No case is called done without one.")),
    "retired": Term(
        Text("Retired office"),
        Text("It gets no new reports, and ends those that it has. Its name is still shown."),
    ),
    "picture": Term(
        Text("Photo of an office"),
        Text("An office adds it to its answer. The person sees it, unless the desk keeps it back."),
    ),
    "withheld": Term(
        Text("Withheld"),
        Text("The person complained of an office. It never hears of this case; another one gets it."),
    ),
    "sealed": Term(
        Text("Sealed matter"), Text("A case about a person. An office opens its story only with a second code.")
    ),
    "question": Term(
        Text("Question to the person"), Text("They find it when they write again. Never ask who they are.")
    ),
    "code": Term(
        Text("Receipt code"),
        Text("Sixteen digits with which a person asks what happened. It says nothing of who they are."),
    ),
    "merge": Term(
        Text("One more report"),
        Text("Several reports of the same thing are worked on as one case. Each person keeps their own code."),
    ),
    "alike": Term(
        Text("May be the same"), Text("Reports with similar words or the same place. Only you put them together.")
    ),
    "pause": Term(
        Text("Paused sender"), Text("Makes no new reports for some hours or days. Danger gets through all the same.")
    ),
    "hold": Term(
        Text("Hold"), Text("A reason to keep a case longer than usual. Without it the case is erased in the end.")
    ),
    "erasure": Term(
        Text("Erasure"), Text("When its time is over, nobody can read a case any more. You are warned 14 days before.")
    ),
    "letter": Term(
        Text("Letter"), Text("A numbered document for offices on paper. Somebody carries it there and says so here.")
    ),
    "dead": Term(
        Text("Could not be delivered"),
        Text("A message that reached no office by any way. Call the office, or try again."),
    ),
    "kept": Term(
        Text("Messages not understood"),
        Text("A message that made the machine stumble. It was kept, so that you can read it."),
    ),
    "proposal": Term(
        Text("Proposed rule"), Text("Cases of one kind are always moved by hand. Then a changed rule is proposed here.")
    ),
    "status": Term(
        Text("State of a case"), Text("New, passed on, in work, done, rejected or closed. It says whose turn it is.")
    ),
    "institution": Term(
        Text("Institution"),
        Text("An office that can act. It answers without an account, by a link, an SMS or the telephone."),
    ),
    "way": Term(
        Text("Way to an office"),
        Text("How an office is told: mail, SMS, chat or paper. If one fails, the next is taken."),
    ),
    "dead_address": Term(
        Text("Dead address"), Text("A mail came back, or two messages failed. Ask the office for a new address.")
    ),
    "second": Term(
        Text("Second contact and head"), Text("Two more people of an office. They are told when it stays silent.")
    ),
    "opening": Term(
        Text("Opening code"), Text("Six digits with which an office opens a sealed matter. You may read them out.")
    ),
    "reply": Term(Text("Reply"), Text("What you write to the person. They read it when they ask for news.")),
    "feedback": Term(
        Text("Word of the person"), Text("Once a matter is over, the person may say whether it was solved.")
    ),
    "unfinished": Term(
        Text("Unfinished"),
        Text("Somebody began to tell of something serious and fell silent. Nobody has its code yet."),
    ),
    "alarm": Term(Text("Alarm"), Text("Somebody said that there is danger now. The duty contact was told at once.")),
    "added": Term(
        Text("Added later"), Text("What a person says after the report. It can only make the case more urgent.")
    ),
    "many": Term(Text("Many reports"), Text("When many people tell of the same thing, it becomes urgent by itself.")),
    "outline": Term(
        Text("Outline"), Text("Number, kind, place, offices and dates of a case. Nothing that anybody wrote.")
    ),
    "note": Term(Text("Note"), Text("What you write down about a case. Offices read it only if you say so.")),
    "task": Term(Text("Task"), Text("Something that somebody at the desk does by a day.")),
    "taken": Term(Text("I take it"), Text("You look after the case now. The others see that you have it.")),
    "assignment": Term(
        Text("Who works on it"),
        Text("A role in an office that is proposed for the case. You choose. The person never hears it."),
    ),
    "confidence": Term(
        Text("How sure the machine is"), Text("A share of one hundred. Below a limit the case waits for your word.")
    ),
    "correction": Term(Text("Correction"), Text("You say that the machine was wrong, or right. It may learn from it.")),
    "model": Term(Text("Model"), Text("What the machine has learnt. It never decides alone, and you can switch back.")),
    "gap": Term(Text("Gap in the roster"), Text("Hours in which nobody is on call. You are told a week before.")),
    "swap": Term(
        Text("Swap and absence"), Text("Two people stand in for each other, or somebody is away. The roster follows.")
    ),
    "late": Term(Text("Late"), Text("A promised day has passed, and nobody has done what was promised.")),
    "in_force": Term(Text("In force"), Text("What holds now: the file of the operator, with what was changed here.")),
    "version": Term(
        Text("Change and version"), Text("Each change has a number and says who, when and why. It can be undone.")
    ),
    "conflict": Term(
        Text("Conflict of settings"),
        Text("The same thing was changed here and in the file, differently. Somebody must decide."),
    ),
    "dry_run": Term(
        Text("Dry run"), Text("What changed rules would have done with the last cases. Nothing is changed.")
    ),
    "unreadable": Term(
        Text("Cannot be read"),
        Text("Something stored was damaged. It is shown as such, and whoever runs the service is told."),
    ),
    "member": Term(
        Text("Account and role"),
        Text("Who you are here, and what you may do. Sensitive matters need a name on a list."),
    ),
    "second_step": Term(
        Text("Second step"), Text("After the password: six digits of an app, a recovery code or a passkey.")
    ),
    "draft": Term(
        Text("Kept words"), Text("What you had typed when you were signed out. It waits a day for you alone.")
    ),
    "staff_chat": Term(
        Text("Linked chat"), Text("Your own Telegram chat. It tells you of danger by number, never what was said.")
    ),
    "audit": Term(
        Text("Audit log"), Text("Who read or changed what, and when. Nobody can change it, and it is never erased.")
    ),
    "export": Term(Text("Export"), Text("A table that leaves the console. It needs a reason, and is written down.")),
    "open311": Term(
        Text("Request of another system"),
        Text("A matter of public space that another system has sent, or has been given."),
    ),
    "practice": Term(
        Text("Practice"), Text("Invented cases apart from the real ones. Nobody is told, and nothing is counted.")
    ),
    "second_person": Term(
        Text("Second person"),
        Text("Whoever confirms a change of an account, or of which office hears of what. Nobody decides that alone."),
    ),
}
