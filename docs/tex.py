"""The equations of docstrings, which are plain text, as TeX: `s[k,v,y] * B[k,v]` becomes `s_{k,v,y} \\cdot B_{k,v}`."""

from __future__ import annotations

import re

GREEK = ("eta", "sigma", "rho", "kappa", "omega", "delta")
SIGNS = {"<=": r"\le", ">=": r"\ge", "*": r"\cdot", "in": r"\in", "...": r"\ldots"}
BOUNDS = ("min", "max")
CLOSE = ",;.:)"
POWER = re.compile(r"\(([^()]*)\)|(-?[A-Za-z0-9]+'*(?:\[[^\]]*\])?)")
SUM = re.compile(r"sum over ([^\[\]*/+()]+) of\s+|sum of\s+")
TOKEN = re.compile(
    r"`(?P<code>[^`]*)`|(?P<name>[A-Za-z]+[0-9]*(?:_[a-z]+)*'*)(?P<at>\[)?|(?P<number>[0-9.]*[0-9])"
    r"|(?P<sign><=|>=|\.\.\.|[-*/^+=<>(),;:.|])|(?P<gap>\s+)"
)


def tex(text: str) -> str:
    """One line.

    >>> tex("K[k,y] <= sum over v of  s[k,v] * B[k,v]")
    'K_{k,y} \\\\le \\\\sum_{v} s_{k,v} \\\\cdot B_{k,v}'
    >>> tex("q^(n-1) * eta_c / n_min,  else nothing at all")
    'q^{n - 1} \\\\cdot \\\\eta_{c} / n^{\\\\text{min}},\\\\quad \\\\text{else nothing at all}'

    Raises:
        ValueError: a sign that is not known, or a bracket that does not close.
    """
    line, at = Line(), 0
    while at < len(text):
        at = line.sum(text, at) or line.token(text, at)
    return line.told()


class Line:
    """A line while it is written: what is done, and words that wait for more words."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.words: list[str] = []

    def told(self) -> str:
        self._end_words()
        text = " ".join(self.out).replace("( ", "(")
        text = re.sub(r"(\\cdot|\\le|\\ge|[-+=/(]) ?\\ ", r"\1 ", text)  # signs have their own room
        text = re.sub(r"\\  (?=\\cdot|\\le|\\ge|[-+=/)])", " ", text)
        return text.strip().removesuffix("\\").removeprefix("\\ ").strip()

    def sum(self, text: str, at: int) -> int:
        """Where a sum that begins here ends; 0 if none does."""
        found = SUM.match(text, at)
        if not found:
            return 0
        self._put(rf"\sum_{{{_over(found[1])}}}" if found[1] else r"\sum")
        return found.end()

    def token(self, text: str, at: int) -> int:
        """Where the next token ends."""
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f"'{text[at]}' in '{text}'")
        end, name, sign = found.end(), found["name"], found["sign"]
        if found["at"]:
            close = text.index("]", end)
            self._put(_symbol(name, _below(text[end:close])))
            return close + 1
        if found["code"] or (name and is_word(name, self.words, text[end:])):
            self.words.append((found["code"] or name).replace("_", " "))
        elif name:
            self._put(_symbol(name))
        elif sign == "^":
            return self._power(text, end)
        elif sign:
            self._sign(sign, wide=text[end : end + 2] == "  ")
        elif found["number"]:
            self._put(found["number"])
        elif len(found["gap"]) > 2 and (self.words or not self._wide()):
            self._put(r"\qquad")
        return end

    def _put(self, piece: str) -> None:
        self._end_words()
        self.out.append(piece)

    def _end_words(self) -> None:
        if self.words:
            before = "\\ " if self.out and not self._wide() else ""
            self.out.append(f"{before}\\text{{{' '.join(self.words)}}}\\ ")
            self.words.clear()

    def _wide(self) -> bool:
        """Whether there is room already."""
        return not self.out or self.out[-1].endswith("quad")

    def _power(self, text: str, at: int) -> int:
        found = POWER.match(text, at)
        if not found:
            raise ValueError(f"no power after ^ in '{text}'")
        self._end_words()
        self.out[-1] += f"^{{{tex(found[1] or found[2])}}}"
        return found.end()

    def _sign(self, sign: str, *, wide: bool) -> None:
        """A sign; commas and the like stand close to what is before them."""
        self._end_words()
        if sign in CLOSE and self.out:
            room = r"\quad" if wide and sign in (",", ";") else ""
            self.out[-1] = self.out[-1].removesuffix("\\ ") + sign + room
        else:
            self.out.append(SIGNS.get(sign, sign))


def _over(text: str) -> str:
    """What a sum runs over: single letters are indices, all else is words."""
    return tex(re.sub(r"\bin\b", "in", text)).replace(r"\ \text{in}\ ", r" \in ").replace(r"\text{in}\ ", r"\in ")


def _below(text: str) -> str:
    """Indices, without spaces after their commas."""
    return ",".join(tex(part.strip()) for part in text.split(","))


def is_word(name: str, words: list[str], rest: str) -> bool:
    """Whether a name is a word and no symbol; the article stands between words."""
    if name == "a" and words and re.match(r" [a-z]{2,}", rest):
        return True
    head = name.rstrip("'").split("_")[0]
    return len(head) > 1 and head not in GREEK and not re.fullmatch(r"[A-Za-z][0-9]+|[A-Za-z](min|max)", head)


def _symbol(name: str, index: str = "") -> str:
    """A letter, Greek or not, with what is written after it above or below."""
    plain = name.rstrip("'")
    primes = name[len(plain) :]
    head, _, tail = plain.partition("_")
    if match := re.fullmatch(r"([A-Za-z])(min|max|[0-9]+)", head):
        head, tail = match[1], match[2]
    letter = f"\\{head}" if head in GREEK else head if len(head) == 1 else f"\\text{{{plain.replace('_', ' ')}}}"
    if len(head) > 1 and head not in GREEK:
        tail = ""
    told = f"\\text{{{tail}}}" if len(tail) > 1 else tail
    above = tail in BOUNDS or (index and tail)
    upper = f"^{{{told}}}" if above else ""
    lower = index or ("" if above else told)
    return f"{letter}{primes}{upper}" + (f"_{{{lower}}}" if lower else "")


def block(lines: list[str]) -> str:
    """Several lines as one equation in the fence that GitHub and the site know."""
    told = [tex(line.strip()) for line in lines]
    if len(told) == 1:
        body = told[0]
    else:
        rows = [("& \\quad " if _goes_on(line) else "& ") + t for line, t in zip(lines, told, strict=True)]
        body = "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"
    return f"```math\n{body}\n```"


def _goes_on(line: str) -> bool:
    """Whether a line continues the one before."""
    return line.strip().startswith(("<=", ">=", "=", "+", "-"))
