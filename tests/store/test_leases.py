"""Who carries a turn, and whether they still live."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from rehearse.store import leases
from rehearse.store.leases import LEASE, Holder, run_out
from rehearse.store.rows import Lease

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(seconds=5)


def owned_by(machine: str, pid: int, started: str) -> Lease:
    return Lease(f"{machine}|{pid}|{started}|service|claim", LATER)


def test_a_lease_lasts_ten_seconds_in_a_living_process() -> None:
    lease = Holder().lease(NOW)
    assert lease.until - NOW == LEASE == timedelta(seconds=10)
    assert not run_out(lease, NOW)
    assert run_out(lease, lease.until)
    assert run_out(None, NOW)


def test_no_two_leases_are_alike_and_each_service_knows_its_own() -> None:
    one, other = Holder(), Holder()
    assert one.lease(NOW) != one.lease(NOW)
    assert one.holds(one.lease(NOW))
    assert not one.holds(other.lease(NOW))


def test_a_dead_process_counts_as_run_out() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for started in ("12345", ""):
        assert run_out(owned_by(leases._machine(), gone.pid, started), NOW)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")
def test_a_process_that_died_but_was_not_collected_is_dead() -> None:
    zombie = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert zombie.stdout
    started = leases._started(zombie.pid)
    zombie.stdout.read()
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    assert run_out(owned_by(leases._machine(), zombie.pid, str(started)), NOW)
    zombie.stdout.close()
    zombie.wait()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")
def test_a_pid_that_was_handed_out_again_is_no_trap() -> None:
    assert run_out(owned_by(leases._machine(), os.getpid(), "1"), NOW)


def test_in_doubt_a_process_lives() -> None:
    assert not run_out(owned_by("another machine", os.getpid(), "1"), NOW)
    assert not run_out(owned_by(leases._machine(), os.getpid(), ""), NOW)
