"""No test reaches beyond this machine, shown by trying."""

import socket
import urllib.request

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("10.0.0.1", 443)])
def test_no_connection_leaves_the_machine(address: tuple[str, int]) -> None:
    with socket.socket() as outside, pytest.raises(RuntimeError, match="reached for the network"):
        outside.connect(address)


def test_no_connection_leaves_the_machine_by_ipv6() -> None:
    with socket.socket(socket.AF_INET6) as outside, pytest.raises(RuntimeError, match="reached for the network"):
        outside.connect(("2001:db8::1", 80))


def test_no_message_leaves_the_machine() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outside, pytest.raises(RuntimeError, match="reached for the network"):
        outside.sendto(b"hello", ("192.0.2.1", 53))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(RuntimeError, match="reached for the network"):
        urllib.request.urlopen("http://example.org/", timeout=1)


def test_this_machine_itself_can_be_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as here,
        socket.create_connection(here.getsockname(), timeout=5) as caller,
    ):
        assert caller.getpeername() == here.getsockname()
