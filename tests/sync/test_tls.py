"""Secure addresses, directly and through a proxy, against a certificate made for the test."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from clashreader.errors import FetchError
from clashreader.sync.http import Fetcher

pytestmark = [
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate"),
    pytest.mark.skipif(sys.platform != "linux", reason="other systems keep their own trust"),
]

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True
    )
    return key, cert


@pytest.fixture
def secure_port(certificate: tuple[Path, Path]) -> Iterator[int]:
    """A server that answers each request over TLS with one page."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    listening = socket.create_server(("127.0.0.1", 0))

    def talk(peer: socket.socket) -> None:
        try:
            with context.wrap_socket(peer, server_side=True) as secure:
                while secure.recv(65_536):
                    secure.sendall(PAGE)
        except OSError:
            peer.close()

    def serve() -> None:
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            pool.submit(talk, peer)

    with ThreadPoolExecutor(4) as pool:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


@pytest.fixture
def tunnel() -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that opens one tunnel, and what it was asked."""
    asked: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def copy(source: socket.socket, target: socket.socket) -> None:
        while data := source.recv(65_536):
            target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def serve() -> None:
        try:
            peer, _ = listening.accept()
        except OSError:
            return
        with peer:
            asked.append(peer.recv(65_536))
            host, _, port = asked[0].split()[1].decode().rpartition(":")
            with socket.create_connection((host, int(port))) as there:
                peer.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=copy, args=(there, peer))
                back.start()
                copy(peer, there)
                back.join()

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1], asked
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_a_trusted_certificate(
    secure_port: int, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with Fetcher() as fetcher:
        for _ in range(2):
            assert fetcher.fetch(f"https://localhost:{secure_port}/").body == b"secret"


def test_certificates_that_do_not_hold(
    secure_port: int, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Fetcher() as fetcher, pytest.raises(FetchError, match="cannot be trusted: self"):
        fetcher.fetch(f"https://localhost:{secure_port}/")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with Fetcher() as fetcher, pytest.raises(FetchError, match=r"not valid for '127\.0\.0\.1'\.$"):
        fetcher.fetch(f"https://127.0.0.1:{secure_port}/")


def test_a_server_without_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain, ThreadPoolExecutor(1) as pool:

        def answer() -> None:
            peer, _ = plain.accept()
            with peer:
                peer.recv(65_536)
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                peer.recv(1)

        pool.submit(answer)
        url = f"https://127.0.0.1:{plain.getsockname()[1]}/"
        with Fetcher() as fetcher, pytest.raises(FetchError, match="does not speak TLS"):
            fetcher.fetch(url)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("http_proxy", f"http://me:hush@127.0.0.1:{port}")
    with Fetcher() as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch("http://gazette.example/feed")
    words = f"The proxy that this system names cannot be reached: 127.0.0.1:{port}."
    assert caught.value.message == words


def test_through_a_proxy(
    secure_port: int,
    certificate: tuple[Path, Path],
    tunnel: tuple[int, list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, asked = tunnel
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
    with Fetcher() as fetcher:
        assert fetcher.fetch(f"https://localhost:{secure_port}/").body == b"secret"
    assert asked[0].startswith(f"CONNECT localhost:{secure_port} HTTP/1.1\r\n".encode())
