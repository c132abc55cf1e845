"""Carries Bot API requests over HTTP; it never keeps a request, and no error of it repeats an address, a token or a text.

It speaks the same form encoding as aiogram's own session, but reads answers without building models of what it throws away.
"""

import json
from collections.abc import Mapping
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from aiogram.methods import TelegramMethod
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData
from pydantic import BaseModel
from pydantic_core import to_json
from yarl import URL

from bot.residents.channel import FileTooLarge

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_CONNECTIONS = 256
_CHUNK = 256 * 1024


class TelegramSession(AiohttpSession):
    """aiogram's HTTP session with a lean way in and out.

    `api` is the server's base address without a trailing slash; sessions are opened on first use and must be closed.
    """

    def __init__(self, api: str) -> None:
        super().__init__(limit=_CONNECTIONS, api=TelegramAPIServer.from_base(api))
        self._urls: dict[str, URL] = {}
        self._timeouts: dict[float, ClientTimeout] = {}

    async def create_session(self) -> ClientSession:
        """Give the open client session; it stores no cookies and names no library."""
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                connector=self._connector_type(**self._connector_init),
                cookie_jar=DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept-Encoding"),
            )
        return self._session

    async def ask(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> Any:
        """Make one request and give the answer's `result` as plain JSON.

        Raises aiogram's TelegramAPIError family; whatever the network did becomes TelegramNetworkError without details.
        """
        given: Mapping[str, Any] = method.model_dump(exclude_unset=True, exclude_none=True, warnings=False)
        return await self.call(bot, method, given, seconds)

    async def call(
        self, bot: Bot, method: TelegramMethod[Any], fields: Mapping[str, Any], seconds: float
    ) -> Any:
        """The same with the fields given beside the method, which then only says which one it is."""
        name = method.__api_method__
        url = self._urls.get(name)
        if url is None:
            url = self._urls[name] = URL(self.api.api_url(bot.token, name), encoded=True)
        return await self._posted(bot, method, url, _form(fields), seconds, _FORM)

    async def upload(
        self, bot: Bot, method: TelegramMethod[Any], fields: Mapping[str, Any], image: bytes, seconds: float
    ) -> Any:
        """Make one request with a picture (PNG) as `photo`; raises as `ask`."""
        form = FormData({name: form_field(value) for name, value in fields.items()})
        form.add_field("photo", image, filename="picture.png", content_type="image/png")
        url = URL(self.api.api_url(bot.token, method.__api_method__), encoded=True)
        return await self._posted(bot, method, url, form, seconds)

    async def _posted(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        url: URL,
        form: bytes | FormData,
        seconds: float,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        session = await self.create_session()
        try:
            # Never followed elsewhere: the address holds the token and the form holds what is said.
            async with session.post(
                url, data=form, headers=headers, timeout=self._timeout(seconds), allow_redirects=False
            ) as response:
                status, content = response.status, await response.read()
        except TimeoutError:
            raise TelegramNetworkError(method=method, message="timeout") from None
        except (ClientError, OSError) as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from None
        return self._result(bot, method, status, content)

    def _result(self, bot: Bot, method: TelegramMethod[Any], status: int, content: bytes) -> Any:
        try:
            answer = json.loads(content)
        except ValueError:
            raise TelegramServerError(method=method, message="not JSON") from None
        if not isinstance(answer, dict):
            raise TelegramServerError(method=method, message="not an object")
        if status == 200 and answer.get("ok") is True:
            return answer.get("result")
        refusal = {key: answer.get(key) for key in ("description", "error_code", "parameters")}
        refusal["description"] = str(refusal["description"] or "")
        self.check_response(bot, method, status, json.dumps({"ok": False, **refusal}))
        raise TelegramServerError(method=method, message="refused without a reason")

    def _timeout(self, seconds: float) -> ClientTimeout:
        timeout = self._timeouts.get(seconds)
        if timeout is None:
            timeout = self._timeouts[seconds] = ClientTimeout(total=seconds)
        return timeout

    async def download(self, bot: Bot, path: str, most_bytes: int, seconds: float) -> bytes:
        """Fetch a file of the Bot API server, never holding more than `most_bytes`.

        Raises FileTooLarge beyond the bound and ConnectionError for anything else: the address, which holds the token, stays out.
        """
        url = URL(self.api.file_url(bot.token, path))
        session = await self.create_session()
        held = bytearray()
        try:
            async with session.get(url, timeout=self._timeout(seconds), allow_redirects=False) as response:
                if response.status != 200:
                    raise ConnectionError("the file was not handed out")
                if (response.content_length or 0) > most_bytes:
                    raise FileTooLarge
                async for chunk in response.content.iter_chunked(_CHUNK):
                    held += chunk
                    if len(held) > most_bytes:
                        raise FileTooLarge
        except (TimeoutError, ClientError, OSError):
            raise ConnectionError("the file could not be fetched") from None
        return bytes(held)


def _form(fields: Mapping[str, Any]) -> bytes:
    # yarl writes the same form as urllib does, many times faster: most letters here need escaping.
    query = {name: form_field(value) for name, value in fields.items()}
    return URL.build(query=query).raw_query_string.encode("ascii")


def form_field(value: Any) -> str:
    """One value of a form as the Bot API reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_unset=True, exclude_none=True)
    elif isinstance(value, list):
        value = [
            each.model_dump(exclude_none=True) if isinstance(each, BaseModel) else each for each in value
        ]
    return to_json(value).decode("utf-8")
