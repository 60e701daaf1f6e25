using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Runtime;

/// <summary>An ONNX file, ready to run. Runs may overlap.</summary>
/// <remarks>
/// A graph has threads of its own, which spin while one of its runs waits for work and sleep between runs. Left to itself ONNX Runtime lets them spin on for a
/// while, and what spins takes a core from decoding, merging and subscribers (bench subscribers: publisher_rate_vs_none 0.83 instead of 0.93) and from
/// other graphs (the same graph took 73 ms instead of 30 beside three others).
/// </remarks>
internal sealed class Graph : IDisposable
{
    private const string Cpu = "CPUExecutionProvider";
    private const string Cuda = "CUDAExecutionProvider";

    private readonly InferenceSession _session;

    /// <summary>
    /// The same graph without threads of its own; on a GPU, which has no use for them, the same session. It is made at once: later its file may be
    /// another one, or none.
    /// </summary>
    private readonly InferenceSession _oneThread;
    private readonly RunOptions _runOptions = new();

    /// <param name="path">The ONNX file.</param>
    /// <param name="executionProvider">ONNX Runtime's name of what executes it.</param>
    /// <param name="threads">Threads of one run; 0: one for each core.</param>
    /// <exception cref="ModelPackageException">The file is not a graph, or has a tensor of open size.</exception>
    /// <exception cref="ExecutionProviderException">The provider is not in this build, or can't start.</exception>
    public Graph(string path, string executionProvider, int threads)
    {
        OnnxEnvironment.EnsureCreated();
        using var session = SessionOptionsFor(executionProvider, threads);
        try
        {
            _session = new InferenceSession(path, session);
            _oneThread = executionProvider == Cpu ? NewOneThreadSession(path) : _session;
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelPackageException(path, $"ONNX Runtime can't load it: {e.Message}", e);
        }

        Signature = new GraphSignature(path, Specs(path, _session.InputMetadata), Specs(path, _session.OutputMetadata));
    }

    public string Path => Signature.Path;

    public GraphSignature Signature { get; }

    public IReadOnlyDictionary<string, TensorSpec> Inputs => Signature.Inputs;

    public IReadOnlyDictionary<string, TensorSpec> Outputs => Signature.Outputs;

    /// <summary>Blocks until the outputs are written.</summary>
    /// <param name="inputs">Read.</param>
    /// <param name="outputs">Written.</param>
    /// <param name="oneThread">Run on the calling thread alone; otherwise on the graph's threads too.</param>
    /// <exception cref="InferenceException">The run failed.</exception>
    public void Run(TensorSet inputs, TensorSet outputs, bool oneThread = false)
    {
        try
        {
            (oneThread ? _oneThread : _session).Run(_runOptions, inputs.Names, inputs.Values, outputs.Names, outputs.Values);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"{System.IO.Path.GetFileName(Path)} failed: {e.Message}", e);
        }
    }

    /// <summary>Runs once on zeros, so that the first frame is not the slowest.</summary>
    /// <exception cref="InferenceException">The run failed.</exception>
    public void WarmUp()
    {
        using var inputs = new TensorSet(Inputs.Values);
        using var outputs = new TensorSet(Outputs.Values);
        Run(inputs, outputs);
        Run(inputs, outputs, oneThread: true);
    }

    public void Dispose()
    {
        _session.Dispose();
        _oneThread.Dispose();
        _runOptions.Dispose();
    }

    private static SessionOptions SessionOptionsFor(string provider, int threads)
    {
        string[] available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(provider) || provider is not (Cpu or Cuda))
        {
            string known = string.Join(", ", available.Where(p => p is Cpu or Cuda));
            throw new ExecutionProviderException($"execution provider is '{provider}'; this build has {known}{(available.Contains(Cuda) ? "" : $" ({Cuda} needs a build with -p:Accelerator=Cuda)")}");
        }

        var session = NewOptions(threads == 0 ? Environment.ProcessorCount : threads);
        session.AddSessionConfigEntry("session.force_spinning_stop", "1");
        if (provider == Cuda)
        {
            try
            {
                session.AppendExecutionProvider_CUDA();
            }
            catch (OnnxRuntimeException e)
            {
                session.Dispose();
                throw new ExecutionProviderException($"execution provider {provider} can't start: {e.Message}", e);
            }
        }

        return session;
    }

    private static InferenceSession NewOneThreadSession(string path)
    {
        using var session = NewOptions(threads: 1);
        return new InferenceSession(path, session);
    }

    private static SessionOptions NewOptions(int threads)
    {
        var session = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        // Sums of bytes saturate on a processor without VNNI, and a quantised graph would say something else there.
        session.AddSessionConfigEntry("session.x64quantprecision", "1");
        return session;
    }

    private static Dictionary<string, TensorSpec> Specs(string path, IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        nodes.ToDictionary(n => n.Key, n => new TensorSpec(n.Key, TypeOf(path, n.Key, n.Value), ShapeOf(path, n.Key, n.Value)));

    private static TensorType TypeOf(string path, string name, NodeMetadata node) => (node.IsTensor, node.ElementDataType) switch
    {
        (true, TensorElementType.Float) => TensorType.Float32,
        (true, TensorElementType.UInt8) => TensorType.UInt8,
        (true, var type) => throw new ModelPackageException(path, $"'{name}' is a tensor of {type.ToString().ToLowerInvariant()}; allowed are tensors of float and uint8"),
        _ => throw new ModelPackageException(path, $"'{name}' is not a tensor; allowed are tensors of float and uint8"),
    };

    private static long[] ShapeOf(string path, string name, NodeMetadata node)
    {
        long[] shape = [.. node.Dimensions.Select((d, i) => i == 0 && d == -1 ? 1L : d)];
        if (shape.Any(d => d < 1))
        {
            throw new ModelPackageException(path, $"'{name}' has shape [{string.Join(',', node.Dimensions)}]; only the first dimension, the batch, may be open");
        }

        return shape;
    }
}
