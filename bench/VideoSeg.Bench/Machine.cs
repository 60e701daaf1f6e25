using System.Runtime.InteropServices;

namespace VideoSeg.Bench;

/// <summary>What the figures were measured on: without it a time says nothing.</summary>
internal static class Machine
{
    public static Dictionary<string, object?> Description() => new()
    {
        ["processor"] = Processor(),
        ["cores"] = Environment.ProcessorCount,
        ["system"] = RuntimeInformation.OSDescription,
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["onnx_runtime"] = OnnxRuntimeVersion(),
        ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Its library is loaded by the server's projects; this one does not compile against it.</summary>
    private static string OnnxRuntimeVersion() =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == "Microsoft.ML.OnnxRuntime")?.GetName().Version?.ToString(3) ?? "not loaded";

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";
}
