"""Client for VideoSeg, a streaming video-segmentation server.

    import videoseg

    for result in videoseg.stream("street.mp4"):
        for thing in result.things:
            print(result.frame_number, thing.category.name, thing.track_id, thing.mask.sum())
"""
from .client import Client, stream
from .errors import FieldViolation, VideoSegError
from .frames import Frame
from .options import StreamOptions, SubscribeOptions
from .results import Category, Event, FrameError, Result, Segment

__all__ = [
    "Category", "Client", "Event", "FieldViolation", "Frame", "FrameError", "Result", "Segment", "StreamOptions", "SubscribeOptions", "VideoSegError", "stream",
]
