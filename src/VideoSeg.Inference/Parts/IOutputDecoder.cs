using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Parts;

/// <summary>Turns the outputs of one run into the parts of one frame. Each step has one of its own, so it may keep scratch memory.</summary>
public interface IOutputDecoder
{
    /// <summary>Writes every tensor of the parts.</summary>
    /// <exception cref="InferenceException">The outputs contradict the package: scores that are no probabilities, or sizes that have changed.</exception>
    void Decode(GraphOutputs outputs, PartTensors parts);
}
