// The client library's own types, where the wire has a message of the same name.
global using FrameResult = VideoSeg.Client.FrameResult;
global using Segment = VideoSeg.Client.Segment;
