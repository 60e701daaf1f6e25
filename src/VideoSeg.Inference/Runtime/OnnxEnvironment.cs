using Microsoft.ML.OnnxRuntime;

namespace VideoSeg.Inference.Runtime;

/// <summary>ONNX Runtime's environment, one a process: errors alone are logged, and nothing is told to anybody.</summary>
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
