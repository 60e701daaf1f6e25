using Microsoft.ML.OnnxRuntime;

namespace VideoSeg.Inference.Runtime;

/// <summary>The environment of ONNX Runtime, one for the process: it logs errors alone and sends no telemetry.</summary>
internal static class OnnxEnvironment
{
    private static readonly Lock Gate = new();

    /// <summary>Later calls find it made.</summary>
    public static void EnsureCreated()
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated)
            {
                return;
            }

            var options = new EnvironmentCreationOptions { logId = "videoseg", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            OrtEnv.CreateInstanceWithOptions(ref options);
            OrtEnv.Instance().DisableTelemetryEvents();
        }
    }
}
