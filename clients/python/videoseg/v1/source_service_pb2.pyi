from google.protobuf import timestamp_pb2 as _timestamp_pb2
from videoseg.v1 import segmentation_service_pb2 as _segmentation_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SOURCE_STATE_CONNECTING: SourceState
SOURCE_STATE_ENDED: SourceState
SOURCE_STATE_FAILING: SourceState
SOURCE_STATE_RUNNING: SourceState
SOURCE_STATE_UNSPECIFIED: SourceState
SOURCE_STATE_WAITING: SourceState

class CreateSourceRequest(_message.Message):
    __slots__ = ["config", "loop", "paced", "uri"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    LOOP_FIELD_NUMBER: _ClassVar[int]
    PACED_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    config: _segmentation_service_pb2.StreamConfig
    loop: bool
    paced: bool
    uri: str
    def __init__(self, uri: _Optional[str] = ..., config: _Optional[_Union[_segmentation_service_pb2.StreamConfig, _Mapping]] = ..., loop: bool = ..., paced: bool = ...) -> None: ...

class CreateSourceResponse(_message.Message):
    __slots__ = ["source"]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: Source
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...

class DeleteSourceRequest(_message.Message):
    __slots__ = ["stream_id"]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ...) -> None: ...

class DeleteSourceResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetSourceRequest(_message.Message):
    __slots__ = ["stream_id"]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ...) -> None: ...

class GetSourceResponse(_message.Message):
    __slots__ = ["source"]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: Source
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...

class ListSourcesRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ListSourcesResponse(_message.Message):
    __slots__ = ["sources"]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    sources: _containers.RepeatedCompositeFieldContainer[Source]
    def __init__(self, sources: _Optional[_Iterable[_Union[Source, _Mapping]]] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ["created", "problem", "reconnects", "state", "stream_id", "uri"]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    RECONNECTS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    created: _timestamp_pb2.Timestamp
    problem: str
    reconnects: int
    state: SourceState
    stream_id: str
    uri: str
    def __init__(self, stream_id: _Optional[str] = ..., uri: _Optional[str] = ..., state: _Optional[_Union[SourceState, str]] = ..., problem: _Optional[str] = ..., reconnects: _Optional[int] = ..., created: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SourceState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
