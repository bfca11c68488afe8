"""The model's file and what is worked out with it, beside a plain working-out of the same, number by number."""

import json
from math import exp, pi, sqrt, tanh

import pytest

numpy = pytest.importorskip("numpy", reason="needs the packages of requirements-meaning.txt")

from kb.search import meaning  # noqa: E402
from kb.search.encoder import SIGN, Encoder, middle  # noqa: E402
from tests.kb.optional import needs_model  # noqa: E402

WIDE, HEADS, INNER, LAYERS, PLACES = 8, 2, 16, 2, 20
ARCH = {
    "hidden": WIDE,
    "heads": HEADS,
    "layers": LAYERS,
    "intermediate": INNER,
    "layer_norm_eps": 1e-5,
    "position_offset": 2,
}
VOCABULARY = {piece: number for number, piece in enumerate(["<s>", "</s>", *"abcĠ", "ab"])}


def made(chance) -> dict:
    """A model's numbers by chance: those of its matrices of 8 bits, with a scale for each four of a row."""
    shapes = {"word_emb": (len(VOCABULARY), WIDE)}
    shapes |= {f"l{n}.{name}.w": (out, into) for n in range(LAYERS) for name, out, into in linear()}
    whole = {"pos_emb": (PLACES, WIDE), "type_emb": (2, WIDE)}
    whole |= {f"{name}.{part}": (WIDE,) for name in ("emb_ln", *normal()) for part in "wb"}
    whole |= {f"l{n}.{name}.b": (out,) for n in range(LAYERS) for name, out, _into in linear()}
    small = {
        name: (
            chance.integers(-127, 128, shape).astype(numpy.int8),
            chance.uniform(0.001, 0.01, (shape[0], shape[1] // 4)).astype(numpy.float32),
        )
        for name, shape in shapes.items()
    }
    return small | {name: chance.normal(size=shape).astype(numpy.float32) for name, shape in whole.items()}


def linear() -> list[tuple[str, int, int]]:
    return [("qkv", 3 * WIDE, WIDE), ("ao", WIDE, WIDE), ("f1", INNER, WIDE), ("f2", WIDE, INNER)]


def normal() -> list[str]:
    return [f"l{n}.{name}" for n in range(LAYERS) for name in ("aln", "fln")]


def packed(numbers: dict) -> bytes:
    """The numbers as the package writes them."""
    tensors, parts = [], []
    for name, value in numbers.items():
        small, *scales = value if isinstance(value, tuple) else (value,)
        parts.append(small.tobytes() + b"".join(one.tobytes() for one in scales))
        kind = {"dtype": "i8", "group": 4} if scales else {"dtype": "f32", "group": 0}
        tensors.append({"name": name, "shape": list(small.shape), "len": len(parts[-1]), **kind})
    tokenizer = json.dumps({"model": {"vocab": VOCABULARY, "merges": ["a b"]}}).encode()
    about = json.dumps({"arch": ARCH, "tokenizer_len": len(tokenizer), "tensors": tensors}).encode()
    return SIGN + len(about).to_bytes(8, "little") + about + tokenizer + b"".join(parts)


def plainly(numbers: dict, pieces: list[int]) -> list[float]:
    """The vector of these pieces."""
    first, *_ = states(numbers, pieces, LAYERS)
    return [one / sqrt(dot(first, first)) for one in first]


def states(numbers: dict, pieces: list[int], layers: int) -> list[list[float]]:
    """What becomes of each of these pieces in so many layers, worked out one number after the other."""
    of = {name: unscaled(*value) if isinstance(value, tuple) else value.tolist() for name, value in numbers.items()}

    def line(name: str, row: list[float]) -> list[float]:
        return [dot(weights, row) + shift for weights, shift in zip(of[f"{name}.w"], of[f"{name}.b"], strict=True)]

    def evened(name: str, row: list[float]) -> list[float]:
        mean = sum(row) / WIDE
        spread = sqrt(sum((one - mean) ** 2 for one in row) / WIDE + ARCH["layer_norm_eps"])
        return [(x - mean) / spread * w + b for x, w, b in zip(row, of[f"{name}.w"], of[f"{name}.b"], strict=True)]

    def looked(each: list[list[float]], place: int) -> list[float]:
        """What the piece at this place takes from all, head by head."""
        seen, size = [], WIDE // HEADS
        for head in range(HEADS):
            ask, hear, say = (slice(part * WIDE + head * size, part * WIDE + (head + 1) * size) for part in range(3))
            shares = [exp(dot(each[place][ask], other[hear]) / sqrt(size)) for other in each]
            seen += [
                sum(share * other[say][n] for share, other in zip(shares, each, strict=True)) / sum(shares)
                for n in range(size)
            ]
        return seen

    rows = [
        evened("emb_ln", [sum(three) for three in zip(of["word_emb"][piece], of["pos_emb"][place + 2], of["type_emb"][0], strict=True)])
        for place, piece in enumerate(pieces)
    ]  # fmt: skip
    for n in range(layers):
        each = [line(f"l{n}.qkv", row) for row in rows]
        seen = [line(f"l{n}.ao", looked(each, place)) for place in range(len(rows))]
        rows = [evened(f"l{n}.aln", added(row, one)) for row, one in zip(rows, seen, strict=True)]
        inner = [[gelu(one) for one in line(f"l{n}.f1", row)] for row in rows]
        rows = [evened(f"l{n}.fln", added(row, line(f"l{n}.f2", one))) for row, one in zip(rows, inner, strict=True)]
    return rows


def unscaled(small, scales) -> list[list[float]]:
    return [[one * float(scales[r][c // 4]) for c, one in enumerate(row)] for r, row in enumerate(small.tolist())]


def dot(left: list[float], right: list[float]) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))


def added(left: list[float], right: list[float]) -> list[float]:
    return [one + other for one, other in zip(left, right, strict=True)]


def gelu(one: float) -> float:
    return one / 2 * (1 + tanh(sqrt(2 / pi) * (one + 0.044715 * one**3)))


@pytest.fixture
def numbers():
    return made(numpy.random.default_rng(7))


@pytest.mark.parametrize(
    ("text", "pieces"), [("", [0, 1]), ("cab a", [0, 4, 6, 5, 2, 1]), ("abc" * 9, [0] + [6, 4] * 4 + [1])]
)
def test_a_vector_is_what_the_numbers_say(numbers, text, pieces):
    encoder = Encoder(packed(numbers), {})
    assert encoder.pieces.numbers(text, most=10) == pieces
    assert encoder.read(text, most=10).vector.tolist() == pytest.approx(plainly(numbers, pieces), abs=1e-5)


@pytest.mark.parametrize(("text", "pieces"), [("", [0, 1]), ("cab a", [0, 4, 6, 5, 2, 1])])
def test_what_a_piece_means_among_the_others_is_what_the_numbers_say_in_the_middle(numbers, text, pieces):
    read = Encoder(packed(numbers), {}).read(text, most=10)
    assert read.numbers == pieces[1:-1]
    wanted = states(numbers, pieces, middle(LAYERS))[1:-1]
    assert read.states.shape == (len(wanted), WIDE)
    assert numpy.allclose(read.states, numpy.array(wanted).reshape(-1, WIDE), atol=1e-5)


def test_the_middle_of_the_model_is_after_four_of_its_six_layers():
    assert [middle(layers) for layers in (1, 2, 3, 6)] == [0, 1, 2, 4]


@pytest.mark.parametrize("name", ["l1.fln.b", "pos_emb"])
def test_ours_take_the_place_of_theirs(numbers, name):
    ours = {name: numpy.random.default_rng(9).normal(size=numbers[name].shape).astype(numpy.float16)}
    changed = Encoder(packed(numbers), ours).read("ab", most=10).vector
    assert changed.tolist() == pytest.approx(plainly(numbers | ours, [0, 6, 1]), abs=1e-5)
    assert changed.tolist() != pytest.approx(plainly(numbers, [0, 6, 1]), abs=1e-3)


def test_two_narrow_matrices_of_ours_change_one_of_theirs(numbers):
    chance = numpy.random.default_rng(8)
    ours = {"l1.f1.w.down": chance.normal(size=(3, WIDE)), "l1.f1.w.up": chance.normal(size=(INNER, 3))}
    changed = Encoder(packed(numbers), {name: value.astype(numpy.float16) for name, value in ours.items()})
    whole = numpy.array(unscaled(*numbers["l1.f1.w"])) + ours["l1.f1.w.up"] @ ours["l1.f1.w.down"]
    vector = changed.read("cab", most=10).vector.tolist()
    assert vector == pytest.approx(plainly(numbers | {"l1.f1.w": whole}, [0, 4, 6, 1]), abs=2e-3)
    assert vector != pytest.approx(plainly(numbers, [0, 4, 6, 1]), abs=2e-2)


def test_all_numbers_can_be_had_whole(numbers):
    whole = Encoder(packed(numbers), {}).whole()
    assert whole.keys() == numbers.keys()
    for name, value in numbers.items():
        wanted = unscaled(*value) if isinstance(value, tuple) else value
        assert numpy.allclose(whole[name], wanted)


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        ({"l9.fln.b": WIDE}, "no numbers of the name l9.fln.b"),
        ({"l1.fln.b": 3}, r"name l1.fln.b and the shape \(3,\)"),
        ({"l9.f1.w.down": (2, WIDE), "l9.f1.w.up": (INNER, 2)}, "no numbers of the name l9.f1.w"),
        ({"l1.f1.w.down": (2, 3), "l1.f1.w.up": (INNER, 2)}, r"name l1.f1.w and the shape \(16, 3\)"),
        ({"l1.f1.w.down": (2, WIDE)}, "of the two narrow matrices of l1.f1.w only l1.f1.w.down is there"),
        ({"l1.f1.w.up": (INNER, 2)}, "of the two narrow matrices of l1.f1.w only l1.f1.w.up is there"),
        ({"word_emb": (7, WIDE)}, "no numbers of the name word_emb"),
    ],
)
def test_numbers_that_the_model_has_not_are_refused(numbers, ours, said):
    with pytest.raises(ValueError, match=said):
        Encoder(packed(numbers), {name: numpy.zeros(size) for name, size in ours.items()})


def test_another_kind_of_file_is_refused_and_one_that_ends_too_early(numbers):
    with pytest.raises(ValueError, match="no pack"):
        Encoder(b"another" * 100, {})
    with pytest.raises(ValueError):
        Encoder(packed(numbers)[:-5], {})


# The first numbers of the vector as RobertaModel of `transformers` 5.24 works them out, with the numbers of the pack.
REFERENCE = {
    "how to reset a phone": [-0.0787, 0.0237, 0.0219, -0.0024, -0.0861, -0.0513],
    "Outlook can't connect to the Exchange server!": [-0.0454, 0.0489, 0.0777, -0.0345, -0.072, 0.0405],
    "Shares open only by the full server name. " * 12: [-0.1214, 0.0754, 0.0315, 0.0446, -0.0042, -0.0655],
}


@needs_model
def test_the_model_gives_what_the_reference_gives():
    encoder = Encoder(meaning.pack(), {})
    for text, expected in REFERENCE.items():
        close = pytest.approx(expected, abs=0.01)  # it has the exact GELU
        assert encoder.read(text, most=160).vector[:6].tolist() == close
