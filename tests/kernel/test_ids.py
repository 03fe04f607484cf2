"""Ids rise, never repeat, and read back."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.kernel import ids


@given(st.integers(min_value=0, max_value=(1 << 63) - 1))
def test_every_id_reads_back(number: int) -> None:
    assert ids.read_id(ids.write_id(number)) == number


def test_ids_rise_and_never_repeat_even_between_threads() -> None:
    made: list[list[int]] = []

    def make() -> None:
        made.append([ids.new_id() for _ in range(5000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(numbers == sorted(numbers) for numbers in made)
    assert len({number for numbers in made for number in numbers}) == 20_000


@pytest.mark.parametrize(
    "text", ["", "0", "0cnb85w11s5eI", "0CNB85W11S5E1", "zzzzzzzzzzzzz", "é" * 13]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"id|character"):
        ids.read_id(text)


@pytest.mark.parametrize("number", [-1, 1 << 63])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not an id"):
        ids.write_id(number)


def test_an_id_above_one_of_a_clock_that_is_ahead_is_below_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ids, "_last", 0)  # put back afterwards: ids of other tests are not ahead
    ahead = ids.new_id() + (1 << 40)
    found = [ids.new_id(above=ahead), ids.new_id(), ids.new_id(above=ahead), ids.new_id()]
    assert found[0] > ahead
    assert found == sorted(set(found))
