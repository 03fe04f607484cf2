"""Reflections: what people of the demo wrote for themselves alone."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.demo.people import PILOT, SPRING

HOPE = "m0-what-i-hope-to-do-differently"
ROOM = "m1-who-was-in-the-room"
NOW = "m8-what-i-do-now"


@dataclass(frozen=True)
class DemoEntry:
    """A reflection, free or on a reflect prompt. Its author is named by a key of PEOPLE."""

    cohort: str
    by: str
    ago: int
    at: str
    title: str
    text: str
    prompt: str | None = None


ENTRIES = (
    DemoEntry(
        SPRING,
        "rhiannon",
        14,
        "21:40",
        "What gets in the way",
        """
I would like to be the person who rings before the specification is written. I used to be. In my
second year I knew every day centre manager by voice.

What gets in the way is easy to list: six contracts, two line managers, a mailbox. But I also think
that I stopped ringing because I got tired of saying no to people I liked. If I only meet them at
the quarterly review then the form says no and I don't have to.

I would not say that out loud yet.
""",
        prompt=HOPE,
    ),
    DemoEntry(
        SPRING,
        "imran",
        13,
        "20:55",
        "",
        """
I would like to say "I don't know" in a contract meeting without following it with a paragraph.

What stops me is that I was promoted for knowing. My numbers are good and I am proud of them, and
they have also become a place to stand so that no one can get at me.

One meeting. Try it once, with the provider I trust most, and see whether the roof stays on.
""",
        prompt=HOPE,
    ),
    DemoEntry(
        SPRING,
        "deepa",
        12,
        "22:20",
        "Do I count",
        """
I asked it as a joke in the thread and then I found that my heart was going. Yusuf said I count more
than he does. Kind, but he doesn't have to explain to our band 8s why a nurse is writing about
money.

By the end I would like to have written one page of a specification with two patients sitting next
to me, and to have my name on it.
""",
        prompt=HOPE,
    ),
    DemoEntry(
        SPRING,
        "rhiannon",
        10,
        "22:05",
        "The respite decision",
        """
What happened. In June we moved £140,000 from short breaks to reablement. In the room: me, finance,
the assistant director, a colleague from health on a screen with her camera off. Missing: anyone who
had ever used a short break. Also missing, and I only saw this tonight, the woman who runs the
bookings, who sits forty feet from my desk.

So what. If she had been there she would have said that the empty beds were empty because of the
booking form, not because nobody wanted them. I know that because she told me in August, in the
queue for the microwave. We had read the empty beds as low demand.

My part: I wrote the paper. I chose "utilisation" as the heading. It was true and it did the
deciding for us.

Now what. Ask her to show me the form, before Christmas. Ask what three families would have said,
and actually ask them. I am not sure yet what I do with the answer, since the money has moved.
""",
        prompt=ROOM,
    ),
    DemoEntry(
        SPRING,
        "folasade",
        9,
        "23:05",
        "March, and the biscuit tin",
        """
The decision was ours, so it counts. We had £18,000 and sent £4,000 to the football club and nothing
to the mothers' group, because the group had not applied. I was in the room and I run the mothers'
group. I did not say anything because it would have looked like asking for my own.

Who was missing was anyone who would have said "they didn't apply because your form wants a bank
account and they have a tin".

I complain about other people's forms all over that thread, and this one is ours.
""",
        prompt=ROOM,
    ),
    DemoEntry(
        SPRING,
        "gareth",
        8,
        "07:10",
        "The choir",
        """
Went on Tuesday and sat at the back. I had meant to count, for the day services paper. I counted
forty-one and then put the pen away because a woman handed me a hymn sheet.

If I fund it I shall need to know who comes. If I need to know who comes there will be a register.
If there is a register, she will not hand a sheet to a man at the back.

The heating is on a timer that belongs to the market. Find out whose timer. That might be all the
help there is.
""",
    ),
    DemoEntry(
        SPRING,
        "rhiannon",
        6,
        "18:30",
        "After the contract meeting",
        """
Writing this in the car. The provider's manager said everything was fine and I said good and we were
done in thirty-five minutes. Then in the car park she said she had two people off and had done the
Sunday sleep-in herself, and could I please not minute it.

I said of course. I was flattered that she had told me. It took me until the ring road to see what
it means that she could say it next to a Corsa and not in the room.

What made the room wrong? The template, yes. But I also had the template open in front of me, and I
was typing.
""",
    ),
    DemoEntry(
        SPRING,
        "kasia",
        5,
        "12:15",
        "The survey that was not hers",
        """
I keep thinking about the provider's face when I showed her the drawing. She was not angry. She was
embarrassed for me, and she tried to find something nice to say about the colours.

I had ticked "consulted" in good faith. I had a date and a number of responses. I did not have one
name.

Next time: five phone calls before any survey. Put the names on the drawing.
""",
    ),
    DemoEntry(
        SPRING,
        "rhiannon",
        2,
        "13:12",
        "Twelve minutes",
        """
Did it. Rang the woman who runs the lunch club at the chapel, with nothing to tell her. Said I
wanted to know how things were going. There was a long silence and then she said "are you
closing us?"

That is what a phone call from me means. It took about five of the twelve minutes to get past it.
After that she told me that two men have stopped coming since the bus changed, and that she drives
one of them herself, and that her own licence is up for renewal.

None of it is in any return. I have put another call in the diary for a month's time, and written
"no reason" beside it so that I don't turn it into a meeting.
""",
    ),
    DemoEntry(
        PILOT,
        "nasreen",
        15,
        "21:30",
        "Six months",
        """
What I do now that I did not: I ask what hour would suit before I book the room. I ring the carers'
group in the first week and not the thirtieth. I have stopped sending drafts with "comments by
Friday" on them.

What made it possible was one carer being blunt, and my head of service not noticing until it
worked. I had told myself that I needed permission. I think I needed an excuse.

What could undo it is the caretaker. If he moves on, the half past six goes back to two o'clock and
nobody will decide it, it will only happen. So: get the time written into the terms of reference,
and buy the man a cake.
""",
        prompt=NOW,
    ),
)
