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
    private const string AllowedTypes = "float, float16, uint8, int32 and int64";

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
    /// <exception cref="ModelPackageException">The file is not a graph, or has a tensor of a type that is not allowed.</exception>
    /// <exception cref="ExecutionProviderException">The provider is not in this build, or can't start.</exception>
    public Graph(string path, string executionProvider, int threads)
    {
        OnnxEnvironment.EnsureCreated();
        if (new FileInfo(path) is { Exists: true, Length: > int.MaxValue and var length })
        {
            throw new ModelPackageException(path, $"has {length:N0} bytes; an ONNX file has at most {int.MaxValue:N0}, and a larger network keeps its weights in files beside it (external data)");
        }

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

        var inputs = Specs(path, _session.InputMetadata);
        Signature = new GraphSignature(path, inputs, Specs(path, _session.OutputMetadata)) { Metadata = _session.ModelMetadata.CustomMetadataMap };
    }

    public string Path => Signature.Path;

    /// <summary>Its inputs and outputs. Open sizes are -1 until <see cref="Measure"/>.</summary>
    public GraphSignature Signature { get; private set; }

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
            var session = oneThread ? _oneThread : _session;
            if (outputs.HasOpenSizes)
            {
                outputs.Adopt(session.Run(_runOptions, inputs.Names, inputs.Values, outputs.Names));
            }
            else
            {
                session.Run(_runOptions, inputs.Names, inputs.Values, outputs.Names, outputs.Values);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException($"{System.IO.Path.GetFileName(Path)} failed: {e.Message}", e);
        }
    }

    /// <summary>Settles the open sizes: those of inputs as given, those of outputs by a run.</summary>
    /// <param name="inputs">All inputs, without open sizes.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="InferenceException">The run failed.</exception>
    public void Measure(IReadOnlyDictionary<string, TensorSpec> inputs, TensorSet values)
    {
        bool batchIsOpen = Inputs.Any(i => i.Value.OpenDimensions.Contains(0) && inputs[i.Key].Shape[0] == 1);
        if (Outputs.Values.Any(o => o.IsOpen))
        {
            using var given = new TensorSet(Outputs.Values);
            Run(values, given);
            Signature = Signature with { Outputs = Outputs.ToDictionary(o => o.Key, o => Measured(o.Value, given.ShapeOf(o.Key), batchIsOpen)) };
        }

        Signature = Signature with { Inputs = inputs };
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

    /// <summary>Where only the first size is open, and that of the input is too, it is the batch, which is always 1 here.</summary>
    private static TensorSpec Measured(TensorSpec declared, long[] shape, bool batchIsOpen) =>
        declared with { Shape = shape, OpenDimensions = batchIsOpen && declared.OpenDimensions is [0] && shape[0] == 1 ? [] : declared.OpenDimensions };

    private static Dictionary<string, TensorSpec> Specs(string path, IReadOnlyDictionary<string, NodeMetadata> nodes) => nodes.ToDictionary(
        n => n.Key,
        n => new TensorSpec(n.Key, TypeOf(path, n.Key, n.Value), [.. n.Value.Dimensions.Select(d => (long)d)]) { OpenDimensions = [.. OpenDimensions(n.Value)] });

    private static IEnumerable<int> OpenDimensions(NodeMetadata node) => Enumerable.Range(0, node.Dimensions.Length).Where(i => node.Dimensions[i] < 0);

    private static TensorType TypeOf(string path, string name, NodeMetadata node) => (node.IsTensor, node.IsTensor ? node.ElementDataType : default) switch
    {
        (true, TensorElementType.Float) => TensorType.Float32,
        (true, TensorElementType.UInt8) => TensorType.UInt8,
        (true, TensorElementType.Float16) => TensorType.Float16,
        (true, TensorElementType.Int32) => TensorType.Int32,
        (true, TensorElementType.Int64) => TensorType.Int64,
        (true, var type) => throw new ModelPackageException(path, $"'{name}' is a tensor of {type.ToString().ToLowerInvariant()}; allowed are tensors of {AllowedTypes}"),
        _ => throw new ModelPackageException(path, $"'{name}' is not a tensor; allowed are tensors of {AllowedTypes}"),
    };
}
