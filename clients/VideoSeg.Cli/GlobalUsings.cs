// The client library's types instead of the proto messages of the same name.
global using FrameResult = VideoSeg.Client.FrameResult;
global using FrameTimes = VideoSeg.Client.FrameTimes;
global using KeyframeReason = VideoSeg.Client.KeyframeReason;
global using Segment = VideoSeg.Client.Segment;
global using Segmentation = VideoSeg.Client.Segmentation;
global using SubscriptionStarted = VideoSeg.Client.SubscriptionStarted;
global using VideoEvent = VideoSeg.Client.VideoEvent;
