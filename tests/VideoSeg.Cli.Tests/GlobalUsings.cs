// The client library's types instead of the proto messages of the same name.
global using FrameResult = VideoSeg.Client.FrameResult;
global using Segment = VideoSeg.Client.Segment;
