using System.Runtime.InteropServices;

namespace VideoSeg.Bench;

/// <summary>Describes the machine on which the figures were measured.</summary>
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

    /// <summary>Returns the version of the loaded ONNX Runtime assembly, which this project does not reference directly.</summary>
    private static string OnnxRuntimeVersion() =>
        AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == "Microsoft.ML.OnnxRuntime")?.GetName().Version?.ToString(3) ?? "not loaded";

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : "unknown";
}
