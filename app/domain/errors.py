"""Every refusal carries a stable code, one Chinese sentence, the place and the way out."""


class BangfuError(Exception):
    """Base of all named refusals. `status` is the HTTP answer when it reaches a page."""

    status = 400

    def __init__(
        self, code: str, message: str, *, place: str | None = None, way_out: str | None = None
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.place = place
        self.way_out = way_out


class NotFoundError(BangfuError):
    """Outside the reader's scope or gone; the answer is the same for both, so that it tells nothing."""

    status = 404

    def __init__(self, message: str = "打不开这一项：不在您管的范围，或已不存在。") -> None:
        super().__init__("E-404", message)


class NotAllowedError(BangfuError):
    """The actor's roles do not carry the permission."""

    status = 403

    def __init__(self, permission: str) -> None:
        super().__init__(
            "E-403", "您的岗位没有办这件事的权限。", place=permission, way_out="请联系安全管理员。"
        )


class ConflictError(BangfuError):
    """Somebody saved the same record meanwhile; both texts are kept and shown."""

    status = 409

    def __init__(
        self,
        message: str = "这一项刚才被别人改过。",
        *,
        current: object = None,
        way_out: str = "请对照两边的内容，选定后再存。",
    ) -> None:
        super().__init__("E-409", message, way_out=way_out)
        self.current = current


class InvalidInputError(BangfuError):
    """The input cannot be taken as it is; `fields` maps a field to its sentence."""

    status = 422

    def __init__(
        self, code: str, message: str, *, fields: dict[str, str] | None = None, **more: str | None
    ) -> None:
        super().__init__(code, message, **more)
        self.fields = fields or {}
