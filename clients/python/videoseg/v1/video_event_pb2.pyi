from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
VIDEO_EVENT_KIND_COUNT_BACK: VideoEventKind
VIDEO_EVENT_KIND_COUNT_OVER: VideoEventKind
VIDEO_EVENT_KIND_CROSSED_TO_LEFT: VideoEventKind
VIDEO_EVENT_KIND_CROSSED_TO_RIGHT: VideoEventKind
VIDEO_EVENT_KIND_ENTERED: VideoEventKind
VIDEO_EVENT_KIND_LEFT: VideoEventKind
VIDEO_EVENT_KIND_UNSPECIFIED: VideoEventKind

class Line(_message.Message):
    __slots__ = ["categories", "name", "to"]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedScalarFieldContainer[str]
    name: str
    to: Point
    def __init__(self, name: _Optional[str] = ..., to: _Optional[_Union[Point, _Mapping]] = ..., categories: _Optional[_Iterable[str]] = ..., **kwargs) -> None: ...

class Point(_message.Message):
    __slots__ = ["x", "y"]
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    x: float
    y: float
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ...) -> None: ...

class VideoEvent(_message.Message):
    __slots__ = ["category_id", "count", "kind", "place", "track_id"]
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    TRACK_ID_FIELD_NUMBER: _ClassVar[int]
    category_id: int
    count: int
    kind: VideoEventKind
    place: str
    track_id: int
    def __init__(self, kind: _Optional[_Union[VideoEventKind, str]] = ..., place: _Optional[str] = ..., category_id: _Optional[int] = ..., track_id: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class Zone(_message.Message):
    __slots__ = ["categories", "count_over", "name", "polygon"]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    COUNT_OVER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    POLYGON_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedScalarFieldContainer[str]
    count_over: int
    name: str
    polygon: _containers.RepeatedCompositeFieldContainer[Point]
    def __init__(self, name: _Optional[str] = ..., polygon: _Optional[_Iterable[_Union[Point, _Mapping]]] = ..., categories: _Optional[_Iterable[str]] = ..., count_over: _Optional[int] = ...) -> None: ...

class VideoEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
