from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from videoseg.v1 import segmentation_service_pb2 as _segmentation_service_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

BATCH_JOB_STATE_CANCELLED: BatchJobState
BATCH_JOB_STATE_FAILED: BatchJobState
BATCH_JOB_STATE_PENDING: BatchJobState
BATCH_JOB_STATE_RUNNING: BatchJobState
BATCH_JOB_STATE_SUCCEEDED: BatchJobState
BATCH_JOB_STATE_UNSPECIFIED: BatchJobState
BATCH_OUTPUT_COCO_PANOPTIC: BatchOutput
BATCH_OUTPUT_JSON_LINES: BatchOutput
BATCH_OUTPUT_LABEL_MAPS: BatchOutput
BATCH_OUTPUT_OVERLAY: BatchOutput
BATCH_OUTPUT_SUMMARY: BatchOutput
BATCH_OUTPUT_TRACKS: BatchOutput
BATCH_OUTPUT_UNSPECIFIED: BatchOutput
DESCRIPTOR: _descriptor.FileDescriptor

class BatchJob(_message.Message):
    __slots__ = ["created", "ended", "error", "file_name", "job_id", "model", "outputs", "problem", "progress", "started", "state"]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    created: _timestamp_pb2.Timestamp
    ended: _timestamp_pb2.Timestamp
    error: JobError
    file_name: str
    job_id: str
    model: str
    outputs: _containers.RepeatedCompositeFieldContainer[OutputFile]
    problem: str
    progress: BatchProgress
    started: _timestamp_pb2.Timestamp
    state: BatchJobState
    def __init__(self, job_id: _Optional[str] = ..., file_name: _Optional[str] = ..., state: _Optional[_Union[BatchJobState, str]] = ..., created: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., started: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., ended: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., progress: _Optional[_Union[BatchProgress, _Mapping]] = ..., error: _Optional[_Union[JobError, _Mapping]] = ..., outputs: _Optional[_Iterable[_Union[OutputFile, _Mapping]]] = ..., model: _Optional[str] = ..., problem: _Optional[str] = ...) -> None: ...

class BatchProgress(_message.Message):
    __slots__ = ["frames_done", "frames_missing", "frames_per_second", "frames_total", "time_left"]
    FRAMES_DONE_FIELD_NUMBER: _ClassVar[int]
    FRAMES_MISSING_FIELD_NUMBER: _ClassVar[int]
    FRAMES_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    FRAMES_TOTAL_FIELD_NUMBER: _ClassVar[int]
    TIME_LEFT_FIELD_NUMBER: _ClassVar[int]
    frames_done: int
    frames_missing: int
    frames_per_second: float
    frames_total: int
    time_left: _duration_pb2.Duration
    def __init__(self, frames_done: _Optional[int] = ..., frames_total: _Optional[int] = ..., frames_per_second: _Optional[float] = ..., time_left: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., frames_missing: _Optional[int] = ...) -> None: ...

class CancelBatchJobRequest(_message.Message):
    __slots__ = ["job_id"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    def __init__(self, job_id: _Optional[str] = ...) -> None: ...

class CancelBatchJobResponse(_message.Message):
    __slots__ = ["job"]
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: BatchJob
    def __init__(self, job: _Optional[_Union[BatchJob, _Mapping]] = ...) -> None: ...

class CreateBatchJobRequest(_message.Message):
    __slots__ = ["config", "output_names", "outputs", "path", "request_id", "upload_id"]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_NAMES_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_ID_FIELD_NUMBER: _ClassVar[int]
    config: _segmentation_service_pb2.StreamConfig
    output_names: _containers.RepeatedScalarFieldContainer[str]
    outputs: _containers.RepeatedScalarFieldContainer[BatchOutput]
    path: str
    request_id: str
    upload_id: str
    def __init__(self, request_id: _Optional[str] = ..., upload_id: _Optional[str] = ..., path: _Optional[str] = ..., config: _Optional[_Union[_segmentation_service_pb2.StreamConfig, _Mapping]] = ..., outputs: _Optional[_Iterable[_Union[BatchOutput, str]]] = ..., output_names: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateBatchJobResponse(_message.Message):
    __slots__ = ["job"]
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: BatchJob
    def __init__(self, job: _Optional[_Union[BatchJob, _Mapping]] = ...) -> None: ...

class CreateUploadRequest(_message.Message):
    __slots__ = ["file_name", "sha256", "size_bytes"]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    sha256: bytes
    size_bytes: int
    def __init__(self, file_name: _Optional[str] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[bytes] = ...) -> None: ...

class CreateUploadResponse(_message.Message):
    __slots__ = ["max_chunk_bytes", "upload_id"]
    MAX_CHUNK_BYTES_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_ID_FIELD_NUMBER: _ClassVar[int]
    max_chunk_bytes: int
    upload_id: str
    def __init__(self, upload_id: _Optional[str] = ..., max_chunk_bytes: _Optional[int] = ...) -> None: ...

class DeleteBatchJobRequest(_message.Message):
    __slots__ = ["job_id"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    def __init__(self, job_id: _Optional[str] = ...) -> None: ...

class DeleteBatchJobResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DownloadOutputRequest(_message.Message):
    __slots__ = ["job_id", "name", "offset"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    name: str
    offset: int
    def __init__(self, job_id: _Optional[str] = ..., name: _Optional[str] = ..., offset: _Optional[int] = ...) -> None: ...

class DownloadOutputResponse(_message.Message):
    __slots__ = ["data"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: bytes
    def __init__(self, data: _Optional[bytes] = ...) -> None: ...

class GetBatchJobRequest(_message.Message):
    __slots__ = ["job_id"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    def __init__(self, job_id: _Optional[str] = ...) -> None: ...

class GetBatchJobResponse(_message.Message):
    __slots__ = ["job"]
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: BatchJob
    def __init__(self, job: _Optional[_Union[BatchJob, _Mapping]] = ...) -> None: ...

class GetUploadRequest(_message.Message):
    __slots__ = ["upload_id"]
    UPLOAD_ID_FIELD_NUMBER: _ClassVar[int]
    upload_id: str
    def __init__(self, upload_id: _Optional[str] = ...) -> None: ...

class GetUploadResponse(_message.Message):
    __slots__ = ["file_name", "received_bytes", "size_bytes"]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    received_bytes: int
    size_bytes: int
    def __init__(self, file_name: _Optional[str] = ..., size_bytes: _Optional[int] = ..., received_bytes: _Optional[int] = ...) -> None: ...

class JobError(_message.Message):
    __slots__ = ["code", "message", "reason"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    code: int
    message: str
    reason: str
    def __init__(self, code: _Optional[int] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class ListBatchJobsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBatchJobsResponse(_message.Message):
    __slots__ = ["jobs", "next_page_token"]
    JOBS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[BatchJob]
    next_page_token: str
    def __init__(self, jobs: _Optional[_Iterable[_Union[BatchJob, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class OutputFile(_message.Message):
    __slots__ = ["name", "size_bytes"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    name: str
    size_bytes: int
    def __init__(self, name: _Optional[str] = ..., size_bytes: _Optional[int] = ...) -> None: ...

class UploadChunkRequest(_message.Message):
    __slots__ = ["crc32c", "data", "offset", "upload_id"]
    CRC32C_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_ID_FIELD_NUMBER: _ClassVar[int]
    crc32c: int
    data: bytes
    offset: int
    upload_id: str
    def __init__(self, upload_id: _Optional[str] = ..., offset: _Optional[int] = ..., data: _Optional[bytes] = ..., crc32c: _Optional[int] = ...) -> None: ...

class UploadChunkResponse(_message.Message):
    __slots__ = ["received_bytes"]
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    received_bytes: int
    def __init__(self, received_bytes: _Optional[int] = ...) -> None: ...

class WatchBatchJobRequest(_message.Message):
    __slots__ = ["job_id", "preview_max_side"]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_MAX_SIDE_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    preview_max_side: int
    def __init__(self, job_id: _Optional[str] = ..., preview_max_side: _Optional[int] = ...) -> None: ...

class WatchBatchJobResponse(_message.Message):
    __slots__ = ["job", "preview"]
    JOB_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    job: BatchJob
    preview: bytes
    def __init__(self, job: _Optional[_Union[BatchJob, _Mapping]] = ..., preview: _Optional[bytes] = ...) -> None: ...

class BatchOutput(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class BatchJobState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
