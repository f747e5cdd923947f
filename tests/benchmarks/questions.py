"""`python -m tests.benchmarks.questions`: how many questions lie before a stored report, from the very beginning."""

from reportbot import paths
from reportbot.core.conversation.checks.inspection import MOST_QUESTIONS, questions_before, reporting
from reportbot.surroundings import load_book


def main() -> None:
    book = load_book(paths.conversations())
    print(f"questions to a stored report, language and menu counted (aim: at most {MOST_QUESTIONS}):")
    for flow in reporting(book):
        asked = questions_before(book, flow.name, book.start)
        print(f"  {flow.name}: {asked.fewest} to {asked.most}" if asked else f"  {flow.name}: cannot be counted")


if __name__ == "__main__":
    main()
