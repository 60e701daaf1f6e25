from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

COLOUR_MATRIX_BT2020: ColourMatrix
COLOUR_MATRIX_BT601: ColourMatrix
COLOUR_MATRIX_BT709: ColourMatrix
COLOUR_MATRIX_UNSPECIFIED: ColourMatrix
COLOUR_RANGE_FULL: ColourRange
COLOUR_RANGE_LIMITED: ColourRange
COLOUR_RANGE_UNSPECIFIED: ColourRange
DESCRIPTOR: _descriptor.FileDescriptor
PIXEL_FORMAT_BGR24: PixelFormat
PIXEL_FORMAT_GRAY8: PixelFormat
PIXEL_FORMAT_I420: PixelFormat
PIXEL_FORMAT_NV12: PixelFormat
PIXEL_FORMAT_RGB24: PixelFormat
PIXEL_FORMAT_UNSPECIFIED: PixelFormat

class Frame(_message.Message):
    __slots__ = ["as_stored", "encoded", "frame_number", "presentation_time", "raw", "trace_parent"]
    AS_STORED_FIELD_NUMBER: _ClassVar[int]
    ENCODED_FIELD_NUMBER: _ClassVar[int]
    FRAME_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PRESENTATION_TIME_FIELD_NUMBER: _ClassVar[int]
    RAW_FIELD_NUMBER: _ClassVar[int]
    TRACE_PARENT_FIELD_NUMBER: _ClassVar[int]
    as_stored: bool
    encoded: bytes
    frame_number: int
    presentation_time: _duration_pb2.Duration
    raw: RawPicture
    trace_parent: str
    def __init__(self, frame_number: _Optional[int] = ..., presentation_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., encoded: _Optional[bytes] = ..., raw: _Optional[_Union[RawPicture, _Mapping]] = ..., trace_parent: _Optional[str] = ..., as_stored: bool = ...) -> None: ...

class RawPicture(_message.Message):
    __slots__ = ["colour_matrix", "colour_range", "height", "pixel_format", "pixels", "plane_rows", "stride", "width"]
    COLOUR_MATRIX_FIELD_NUMBER: _ClassVar[int]
    COLOUR_RANGE_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    PIXELS_FIELD_NUMBER: _ClassVar[int]
    PIXEL_FORMAT_FIELD_NUMBER: _ClassVar[int]
    PLANE_ROWS_FIELD_NUMBER: _ClassVar[int]
    STRIDE_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    colour_matrix: ColourMatrix
    colour_range: ColourRange
    height: int
    pixel_format: PixelFormat
    pixels: bytes
    plane_rows: int
    stride: int
    width: int
    def __init__(self, pixel_format: _Optional[_Union[PixelFormat, str]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., stride: _Optional[int] = ..., pixels: _Optional[bytes] = ..., plane_rows: _Optional[int] = ..., colour_matrix: _Optional[_Union[ColourMatrix, str]] = ..., colour_range: _Optional[_Union[ColourRange, str]] = ...) -> None: ...

class ColourMatrix(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ColourRange(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PixelFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
