from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class Category(_message.Message):
    __slots__ = ["category_id", "colour", "is_thing", "name"]
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    COLOUR_FIELD_NUMBER: _ClassVar[int]
    IS_THING_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    category_id: int
    colour: int
    is_thing: bool
    name: str
    def __init__(self, category_id: _Optional[int] = ..., name: _Optional[str] = ..., is_thing: bool = ..., colour: _Optional[int] = ...) -> None: ...
