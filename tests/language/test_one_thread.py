"""Matrix work on one thread: of two that work at once the last to leave lifts the limit."""

from threadpoolctl import threadpool_info

from rehearse.language.one_thread import one_thread


def threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_the_limit_holds_until_the_last_has_left() -> None:
    before = threads()
    first, second = one_thread(), one_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert threads() == {1}
    second.__exit__(None, None, None)
    assert threads() == before
