"""The best reading of a value, with what all other looks say of its words, letters, marks and figures."""

from collections.abc import Sequence
from typing import Final

from ocr.endings import letters_of
from ocr.fixed_words import with_village_read
from ocr.likelier_words import with_likelier_words, with_seen_words
from ocr.line_network import NETWORK
from ocr.marks import with_voted_marks
from ocr.mended import IN_WORDS, NUMBER_WORDS
from ocr.number_words import are_number_words
from ocr.settled import (
    with_agreed_figures,
    with_better_words,
    with_figures_for_letters,
    with_lost_figure,
    with_lost_letters,
    with_numbers_of,
    with_other_letters,
    with_settled_figures,
    with_settled_words,
)
from ocr.stops import with_seen_commas, without_unseen_stops
from ocr.syllables import is_syllable
from ocr.told_marks import looks_with_networks
from ocr.witnesses import Said, Witness
from ocr.word_votes import with_voted_words
from station.domain.text import fold
from station.forms.lists import Lexicon

OF_FIGURES: Final = frozenset({"date", "year", "number", "area", "register_number", "book_number", "id_number", "serial"})
SURE_OF_LETTERS: Final = 0.93
"""From here on the network of another kind is not wrong about signs that it has not lost."""
_SURE_OF_FIGURES: Final = 0.88
_SUREST: Final = 0.98
"""Nor has it, from here on, ever read a figure that was not there."""
_HEARD: Final = 0.75
"""A network less sure than this of a line of words settles nothing in it."""
_SURE_PAGE: Final = 0.7
_WELL_READ: Final = 0.9
"""Of a value read more surely than this no letter was lost."""
_SCRAP: Final = 2
_LEAST_WORDS: Final = 2
_SHORT_WORD: Final = 4
_AT_END: Final = 3
"""Words of so many signs at most are scraps if no other look has them among its last words; so many words stay."""
_JUNK: Final = 2
"""A last word of so many signs is a scrap when most looks have something else there."""
_LIKE_THEIR_CAPITALS: Final = frozenset("cosuvxz")


def settled(said: Said, best: int) -> str:
    """The text of the witness with number `best`, settled by all the others."""
    text, heard = said.witnesses[best].text, _heard(said.aside)
    if said.is_agreed_on():
        return said.own_text
    match said.field.type:
        case kind if kind in NUMBER_WORDS:
            return _settled_number_words(said, best)
        case kind if kind in OF_FIGURES:
            sure = _with_sure_figures(said, best)
            # surer figures make no sound value unsound: there is no month 71
            return sure if said.fits(sure) or not said.fits(text) else text
        case "choice":
            return _item_of(text, said.lexicons.get(said.field.lexicon or ""))
        case "list":
            return with_agreed_figures(with_settled_words(text, said.looks, heard), said.own_text, heard)
        case kind if kind in IN_WORDS:
            return _settled_words(said, best)
    return text


def _heard(aside: Witness | None) -> str:
    return aside.text if aside is not None and aside.confidence >= _HEARD else ""


def _settled_number_words(said: Said, best: int) -> str:
    text = said.witnesses[best].text
    if said.seen is not None:
        text = with_likelier_words(text, said.looks, said.own_text, said.seen.steps)
    return with_better_words(text, [*said.without(best), said.own_text], are_number_words)


def _settled_words(said: Said, best: int) -> str:
    """Of names, places and other text: which words first, then their letters and marks, then what stands at their ends."""
    chosen, named = said.witnesses[best], said.field.type == "person_name"
    text = _with_settled_letters(_with_best_words(said, chosen, named=named), said, chosen, named=named)
    looks = [witness.look for witness in said.witnesses if witness.look is not None]
    text = with_voted_marks(text, looks_with_networks(text, looks, said.seen), named=named)
    text = _without_scraps(text, said.without(best), named=named)
    text = _begun_large(_without_junk(text, said.looks, _heard(said.aside), named=named), said.looks)
    if said.field.type == "text" and said.aside is not None and said.aside.confidence >= _SUREST:
        text = with_numbers_of(with_figures_for_letters(text, said.aside.text), said.aside.text)
    if said.field.type == "place":
        # the network for lines lets leader dots be no commas: it counts as two
        commas = [said.own_text, *said.looks] if chosen is said.own else said.looks
        return with_seen_commas(with_village_read(text, said.looks), commas)
    return without_unseen_stops(text, said.without(best))


def _with_best_words(said: Said, chosen: Witness, *, named: bool) -> str:
    voted = with_voted_words(chosen.text, said.looks, named=named)
    if said.seen is not None and chosen is said.own:
        voted = with_seen_words(voted, chosen.text, said.seen.steps)
    text = with_settled_words(_with_beginning(voted, said.witnesses), said.looks, _heard(said.aside))
    return text if said.seen is None else with_likelier_words(text, said.looks, said.own_text, said.seen.steps)


def _with_settled_letters(text: str, said: Said, chosen: Witness, *, named: bool) -> str:
    """With letters that the chosen look lost or mistook, where the network of another kind read them."""
    if chosen.confidence >= _WELL_READ:
        return text
    text = with_lost_letters(text, _heard(said.aside))
    sure = named and said.aside is not None and said.aside.confidence >= SURE_OF_LETTERS
    return with_other_letters(text, _heard(said.aside)) if sure else text


def _with_sure_figures(said: Said, best: int) -> str:
    """The text with the figures of the network of another kind, where it is sure of them; of a serial with its letters too."""
    first, chosen = said.witnesses[0], said.witnesses[best]
    others = [*said.witnesses, said.aside] if said.aside is not None else said.witnesses
    alike = ("", first.network, NETWORK)
    sure = [other for other in others if other.network not in alike and other.confidence >= _SURE_OF_FIGURES]
    if not sure or chosen.network != first.network:
        return chosen.text
    other = sure[-1]
    text = with_settled_figures(chosen.text, other.text)
    if other.confidence >= _SUREST:
        text = with_lost_figure(with_figures_for_letters(text, other.text), other.text)
    lettered = said.field.type == "serial" and other.confidence >= SURE_OF_LETTERS
    return with_other_letters(text, other.text) if lettered else text


def _item_of(text: str, lexicon: Lexicon | None) -> str:
    """The item of a list that a text begins with, if no word follows it ("Kinh Qu"), or the only one that the text begins ("Việt")."""
    first, _, last = text.rpartition(" ")
    if lexicon is None or not text or lexicon.find(text) is not None:
        return text
    begun = {item.name for item in lexicon.items if fold(item.name).startswith(f"{fold(text)} ")}
    if len(begun) == 1:
        return begun.pop()
    if not first or (is_syllable(last) and len(last) > _JUNK):
        return text
    match = lexicon.find(first)
    return first if match is not None and match.exact else text


def _with_beginning(text: str, witnesses: Sequence[Witness]) -> str:
    """The text with the first letter or the first short word that the look at the whole page has: crops are cut into at their left end."""
    first, *rest = text.split() or [""]
    page = next(
        (witness.text.split() for witness in witnesses if (witness.of_page or witness.look is None) and witness.confidence >= _SURE_PAGE),
        [],
    )
    if not rest or len(page) < len(rest) + 1:
        return text
    same = len(page) == len(rest) + 1 and fold(" ".join(page[1:])) == fold(" ".join(rest))
    if same and len(page[0]) == len(first) + 1 and fold(page[0])[1:] == fold(first) and is_syllable(page[0]):
        return " ".join([page[0], *rest])
    more = len(page) == len(rest) + 2 and fold(" ".join(page[1:])) == fold(text)
    if more and 1 < len(page[0]) <= _SHORT_WORD and page[0].isupper() == first.isupper() and page[0][0].isupper() and is_syllable(page[0]):
        return " ".join([page[0], text])
    return text


def _without_scraps(text: str, looks: Sequence[str], *, named: bool) -> str:
    """The text without single signs at its ends that other looks did not see there: seals and specks, each time read as something else.

    Of those behind it no other look may have seen one, for numbers are there; of names (`named`) a capital stays, for some begin with Y.
    """
    words = text.split()
    others = [look.split() for look in looks]
    # two figures stay: an hour is misread more often than specks are read as one
    hour = words[:1] and words[0].isdigit() and len(words[0]) == _SCRAP
    begins = len(words) > 1 and not hour and (_is_scrap(words[0]) or (not named and len(words[0]) == 1))
    if begins and any(words[0] not in other[:1] for other in others):
        words.pop(0)
    while others and len(words) > _LEAST_WORDS and _is_scrap(words[-1]) and all(words[-1] not in other[-_AT_END:] for other in others):
        words.pop()
    return " ".join(words).strip(" -–") if len(words) < len(text.split()) else text


def _is_scrap(word: str) -> bool:
    return len(word) <= _SCRAP and (not word.isalpha() or (len(word) == 1 and word.islower()))


def _without_junk(text: str, looks: Sequence[str], aside: str, *, named: bool) -> str:
    """The text without a last short word where most looks have another one or none: seals and specks; of a name (`named`) only signs.

    Or without one letter, where a look and the other network (`aside`) end with the word before it.
    """
    words = text.split()
    if len(words) <= _LEAST_WORDS or len(words[-1]) > _JUNK or len(looks) < _LEAST_WORDS:
        return text
    last, before = fold(words[-1]), fold(words[-2])
    ends = [[fold(word) for word in look.split()][-_AT_END:] for look in looks]
    may_go = not named or not words[-1].isalpha()
    rarely = may_go and 2 * sum(last in end for end in ends) < len(ends)
    letters = [letters_of(" ".join(words[:-1])), letters_of(text)]
    unheard = len(last) == 1 and any(end[-1:] == [before] for end in ends) and letters_of(aside) == letters[0] != letters[1]
    return " ".join(words[:-1]).rstrip(" -–,") if rarely or unheard else text


def _begun_large(text: str, looks: Sequence[str]) -> str:
    """The text with a capital at its beginning, where a look has one that differs from the small letter in size alone."""
    first = text[:1]
    return first.upper() + text[1:] if first in _LIKE_THEIR_CAPITALS and any(look[:1] == first.upper() for look in looks) else text
