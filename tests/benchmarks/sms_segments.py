"""How many SMS a message costs: every turn of every flow, in every town and language, and the replies to danger.

`python -m tests.benchmarks.sms_segments`; `reportbot check` prints the same figures and refuses more than 1.1.
"""

from reportbot.commands.checking import sms_check


def main() -> None:
    for line in sms_check().figures():
        print(line)


if __name__ == "__main__":
    main()
