using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Inference;

/// <summary>Which networks run, and on what.</summary>
public sealed record InferenceOptions
{
    /// <summary>The folder whose sub-folders are model packages, or the folder of one package. Default: models.</summary>
    [Required]
    public string Models { get; init; } = "models";

    /// <summary>The model of streams that name none. Default: empty, which is general where it is there, else the only one.</summary>
    public string DefaultModel { get; init; } = "";

    /// <summary>
    /// ONNX Runtime's name of what executes the graphs: CPUExecutionProvider (default), or CUDAExecutionProvider in a build with
    /// -p:Accelerator=Cuda. One that is not there stops the start; nothing falls back to the CPU.
    /// </summary>
    [Required]
    public string ExecutionProvider { get; init; } = "CPUExecutionProvider";

    /// <summary>Threads of one graph run, 0 to 256; 0 (default): one for each core.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }
}
