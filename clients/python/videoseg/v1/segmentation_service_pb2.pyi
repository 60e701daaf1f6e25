from google.protobuf import duration_pb2 as _duration_pb2
from videoseg.v1 import category_pb2 as _category_pb2
from videoseg.v1 import frame_pb2 as _frame_pb2
from videoseg.v1 import frame_result_pb2 as _frame_result_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DELIVERY_POLICY_ALL: DeliveryPolicy
DELIVERY_POLICY_LATEST: DeliveryPolicy
DELIVERY_POLICY_UNSPECIFIED: DeliveryPolicy
DESCRIPTOR: _descriptor.FileDescriptor
KEYFRAME_POLICY_ADAPTIVE: KeyframePolicy
KEYFRAME_POLICY_EVERY_FRAME: KeyframePolicy
KEYFRAME_POLICY_FIXED_INTERVAL: KeyframePolicy
KEYFRAME_POLICY_UNSPECIFIED: KeyframePolicy
MASK_ENCODING_LABEL_MAP: MaskEncoding
MASK_ENCODING_NONE: MaskEncoding
MASK_ENCODING_POLYGONS: MaskEncoding
MASK_ENCODING_RLE: MaskEncoding
MASK_ENCODING_UNSPECIFIED: MaskEncoding

class StreamConfig(_message.Message):
    __slots__ = ["delivery_policy", "keyframe_interval", "keyframe_policy", "keyframe_policy_name", "keyframe_residual", "mask_encoding", "max_mask_side", "minimum_score", "model", "priority", "semantic_map", "stream_id"]
    DELIVERY_POLICY_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_POLICY_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_POLICY_NAME_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_RESIDUAL_FIELD_NUMBER: _ClassVar[int]
    MASK_ENCODING_FIELD_NUMBER: _ClassVar[int]
    MAX_MASK_SIDE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_SCORE_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    SEMANTIC_MAP_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    delivery_policy: DeliveryPolicy
    keyframe_interval: int
    keyframe_policy: KeyframePolicy
    keyframe_policy_name: str
    keyframe_residual: float
    mask_encoding: MaskEncoding
    max_mask_side: int
    minimum_score: float
    model: str
    priority: int
    semantic_map: bool
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ..., model: _Optional[str] = ..., mask_encoding: _Optional[_Union[MaskEncoding, str]] = ..., max_mask_side: _Optional[int] = ..., delivery_policy: _Optional[_Union[DeliveryPolicy, str]] = ..., minimum_score: _Optional[float] = ..., semantic_map: bool = ..., keyframe_policy: _Optional[_Union[KeyframePolicy, str]] = ..., keyframe_interval: _Optional[int] = ..., keyframe_residual: _Optional[float] = ..., priority: _Optional[int] = ..., keyframe_policy_name: _Optional[str] = ...) -> None: ...

class StreamLimits(_message.Message):
    __slots__ = ["max_frame_pixels", "max_message_bytes"]
    MAX_FRAME_PIXELS_FIELD_NUMBER: _ClassVar[int]
    MAX_MESSAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    max_frame_pixels: int
    max_message_bytes: int
    def __init__(self, max_message_bytes: _Optional[int] = ..., max_frame_pixels: _Optional[int] = ...) -> None: ...

class StreamResume(_message.Message):
    __slots__ = ["last_frame_number", "resume_token", "stream_id"]
    LAST_FRAME_NUMBER_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    last_frame_number: int
    resume_token: str
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ..., resume_token: _Optional[str] = ..., last_frame_number: _Optional[int] = ...) -> None: ...

class StreamSegmentRequest(_message.Message):
    __slots__ = ["config", "frame", "resume"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    RESUME_FIELD_NUMBER: _ClassVar[int]
    config: StreamConfig
    frame: _frame_pb2.Frame
    resume: StreamResume
    def __init__(self, config: _Optional[_Union[StreamConfig, _Mapping]] = ..., frame: _Optional[_Union[_frame_pb2.Frame, _Mapping]] = ..., resume: _Optional[_Union[StreamResume, _Mapping]] = ...) -> None: ...

class StreamSegmentResponse(_message.Message):
    __slots__ = ["result", "started"]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    result: _frame_result_pb2.FrameResult
    started: StreamStarted
    def __init__(self, started: _Optional[_Union[StreamStarted, _Mapping]] = ..., result: _Optional[_Union[_frame_result_pb2.FrameResult, _Mapping]] = ...) -> None: ...

class StreamStarted(_message.Message):
    __slots__ = ["accepted", "categories", "limits", "model", "model_version", "next_frame_number", "resume_grace", "resume_token", "resumed", "stream_id"]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    NEXT_FRAME_NUMBER_FIELD_NUMBER: _ClassVar[int]
    RESUMED_FIELD_NUMBER: _ClassVar[int]
    RESUME_GRACE_FIELD_NUMBER: _ClassVar[int]
    RESUME_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    accepted: StreamConfig
    categories: _containers.RepeatedCompositeFieldContainer[_category_pb2.Category]
    limits: StreamLimits
    model: str
    model_version: str
    next_frame_number: int
    resume_grace: _duration_pb2.Duration
    resume_token: str
    resumed: bool
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ..., model: _Optional[str] = ..., model_version: _Optional[str] = ..., categories: _Optional[_Iterable[_Union[_category_pb2.Category, _Mapping]]] = ..., accepted: _Optional[_Union[StreamConfig, _Mapping]] = ..., limits: _Optional[_Union[StreamLimits, _Mapping]] = ..., resume_token: _Optional[str] = ..., resume_grace: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., resumed: bool = ..., next_frame_number: _Optional[int] = ...) -> None: ...

class MaskEncoding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class KeyframePolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class DeliveryPolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
