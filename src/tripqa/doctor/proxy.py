"""Whether what the settings say of a proxy, of the server's address and of other pages can all be so."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from tripqa.access.key_file import KeyFile
from tripqa.doctor.finding import Finding, broken, doubtful, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.keys import for_users
from tripqa.doctor.mending import chosen, tripqa, unsaid
from tripqa.errors import KeysUnusable
from tripqa.settings import Settings
from tripqa.wiring import is_loopback

_HERE, _ROOT, _USER_HEADER = "127.0.0.1", "/tripqa", "X-Remote-User"
_WHO = "ss -Htn state established sport = :{}"  # shows from where a proxy connects
_TAKEN = frozenset(
    {"authorization", "cookie", "host", "origin", "x-forwarded-for", "x-forwarded-proto", "x-request-id"}
)
_ROUTES = ("/v1", "/mcp", "/metrics", "/documents", "/widget", "/suggest", "/enter", "/leave")


def check_proxy(installation: Installation) -> Iterator[Finding]:
    """Look for what contradicts itself or cannot work."""
    settings = installation.settings
    yield from _path(settings)
    yield from _trusted(settings)
    yield from _users(settings)
    yield from _pages(settings)
    said = [settings.trusted_proxy, settings.root_path, settings.public_url, settings.allowed_origins]
    yield well("what is said of it can be so" if any(said) else "nothing is said of one")


def _path(settings: Settings) -> Iterator[Finding]:
    """Hold the path of the public address against that below which pages lead on."""
    public, root = urlsplit(settings.public_url), settings.root_path
    if settings.public_url and public.path != root:
        given = chosen("root_path", public.path) if public.path else chosen("public_url", settings.public_url + root)
        yield broken(
            f"links in replies begin with {settings.public_url} (TRIPQA_PUBLIC_URL), and pages lead to {root or '/'} "
            "(TRIPQA_ROOT_PATH): one of both leads nowhere",
            given,
        )
    if root.startswith(tuple(f"{route}/" for route in _ROUTES)) or root in _ROUTES:
        both = f" && {chosen('public_url', f'{public.scheme}://{public.netloc}{_ROOT}')}" if public.netloc else ""
        yield broken(
            f"TRIPQA_ROOT_PATH={root} begins like an address of the server itself", chosen("root_path", _ROOT) + both
        )
    if public.hostname and is_loopback(public.hostname) and not is_loopback(settings.host):
        yield doubtful(
            f"TRIPQA_PUBLIC_URL={settings.public_url} leads everyone to their own machine", unsaid("public_url")
        )


def _trusted(settings: Settings) -> Iterator[Finding]:
    if not settings.trusted_proxy:
        if settings.root_path or settings.public_url.startswith("https:"):
            yield doubtful(
                "a proxy is before the server and TRIPQA_TRUSTED_PROXY does not name it: all users are one client",
                chosen("trusted_proxy", _HERE),
            )
        return
    network = ip_network(settings.trusted_proxy)
    if network.prefixlen == 0:
        yield broken(
            f"TRIPQA_TRUSTED_PROXY={network} has everyone believed who they say they are",
            chosen("trusted_proxy", _HERE),
        )
    elif not _reaches(network, settings.host):
        yield broken(
            f"nothing connects from {network} (TRIPQA_TRUSTED_PROXY) to {settings.host} (TRIPQA_HOST)",
            chosen("trusted_proxy", "::1" if settings.host == "::1" else _HERE),
        )


def _reaches(network: IPv4Network | IPv6Network, host: str) -> bool:
    """Tell whether somebody in a network can connect to an address: to a loopback, this machine alone."""
    if not is_loopback(host):
        return True
    loopbacks = ["127.0.0.0/8", "::1/128"] if host == "localhost" else ["127.0.0.0/8" if "." in host else "::1/128"]
    return any(network.version == own.version and network.overlaps(own) for own in map(ip_network, loopbacks))


def _users(settings: Settings) -> Iterator[Finding]:
    """Look at the header in which the proxy names users, and at the key whose rights they have."""
    header = settings.user_header
    if not header:
        return
    if header.lower() in _TAKEN:
        found = f"TRIPQA_USER_HEADER={header} names no user: browsers and proxies say something else with it"
        mended = settings.model_copy(update={"user_header": _USER_HEADER})
        yield broken(found, f"{chosen('user_header', _USER_HEADER)} && {for_users(mended)}")
        return
    network = ip_network(settings.trusted_proxy)
    if network.num_addresses > 1 and network.prefixlen:
        own = chosen("trusted_proxy", _HERE) if is_loopback(settings.host) else _WHO.format(settings.port)
        yield doubtful(
            f"whatever connects from {network} can name any user (TRIPQA_USER_HEADER); name the proxy's own address",
            own,
        )
    if not _has_key(settings, header):
        yield broken(f"no key is named {header}, so that no user is let in whom the proxy names", for_users(settings))


def _pages(settings: Settings) -> Iterator[Finding]:
    """Hold the origins whose pages may ask against the keys and against the public address."""
    from tripqa.api.origins import Origin

    for origin in map(str, map(Origin.read, settings.allowed_origins)):
        if origin.startswith("https:") and settings.public_url.startswith("http:"):
            https = f"https:{settings.public_url.removeprefix('http:')}"
            yield doubtful(
                f"browsers let no page of {origin} ask {settings.public_url}, which is not encrypted",
                chosen("public_url", https),
            )
        if not _has_key(settings, origin):
            yield doubtful(
                f"no key is named {origin}, so that pages from there are not let in",
                tripqa("key", "create", "--name", origin, "--actions", "ask,search", "--expires", "never"),
            )


def _has_key(settings: Settings, name: str) -> bool:
    try:
        return KeyFile(settings.keys).named(name) is not None
    except KeysUnusable:
        return True  # which is told of the keys
