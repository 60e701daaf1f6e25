using VideoSeg.Inference;
using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>A client asks about a model that does not exist.</summary>
/// <param name="name">The name that was asked for; a long one is not repeated in the message.</param>
/// <param name="models">The models that exist.</param>
internal sealed class ModelUnknownException(string name, ModelCatalog models) : VideoSegException(
    $"there is no model {(name.Length <= 64 ? $"'{name}'" : $"whose name has {name.Length} characters")}; there are {string.Join(", ", models.Models.Select(m => m.Manifest.Name))}", null);
