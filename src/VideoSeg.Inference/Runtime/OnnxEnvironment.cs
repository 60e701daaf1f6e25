using Microsoft.ML.OnnxRuntime;

namespace VideoSeg.Inference.Runtime;

/// <summary>
/// ONNX Runtime's environment, one a process, with one thread pool that all sessions share: sessions with pools of their own, idle but
/// spinning, made the same graph take 73 ms instead of 30 on two cores.
/// </summary>
internal static class OnnxEnvironment
{
    private static readonly Lock Gate = new();

    /// <summary>The first call decides the threads of the process; later ones find the environment made.</summary>
    public static void EnsureCreated(int threads)
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated)
            {
                return;
            }

            using var pool = new OrtThreadingOptions
            {
                GlobalIntraOpNumThreads = threads == 0 ? Environment.ProcessorCount : threads,
                GlobalInterOpNumThreads = 1,
            };
            var options = new EnvironmentCreationOptions
            {
                logId = "videoseg",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                threadOptions = pool,
            };
            OrtEnv.CreateInstanceWithOptions(ref options);
            OrtEnv.Instance().DisableTelemetryEvents();
        }
    }
}
