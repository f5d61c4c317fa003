"""Right answers, for people who have already learned."""

from __future__ import annotations

from quizzes.kinds import Content


def right_answer(content: Content) -> dict[str, list[str]]:
    """What a form with the right answer would send."""
    match content["kind"]:
        case "matching" | "groups":
            return {f"part-{row['id']}": [row["option"]] for row in content["rows"]}
        case "ordering":
            return {"order": [item["id"] for item in content["items"]], "moved": ["1"]}
        case "gaps":
            return {f"part-{gap['id']}": [_fitting(gap)] for gap in content["gaps"]}
        case "number":
            return {"answer": [content["answer"]]}
        case "short_text":
            return {"answer": [content["accepted"][0]]}
        case "free_text" | "free_words":
            return {"answer": ["Saya mencobanya sendiri di rumah."]}
        case "scale":
            return {"step": [str(len(content["steps"]))]}
    return {"choice": [choice["id"] for choice in content["choices"] if choice["correct"]]}


def wrong_answer(content: Content) -> dict[str, list[str]]:
    """What somebody sends who has not understood it yet: of questions with choices; {} of all others."""
    wrong = [choice["id"] for choice in content.get("choices", ()) if choice.get("correct") is False]
    return {"choice": wrong[:1]} if wrong else {}


def _fitting(gap: Content) -> str:
    right = [str(choice["id"]) for choice in gap.get("choices", ()) if choice["correct"]]
    return right[0] if right else str(gap["accepted"][0])
