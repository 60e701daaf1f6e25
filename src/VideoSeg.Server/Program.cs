using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using VideoSeg.Server.Commands;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision;

var modelFolder = new Argument<string>("DIR") { Description = "The package's folder." };
var image = new Option<string?>("--image") { HelpName = "FILE", Description = "A picture to look at with the model." };
var overlay = new Option<string?>("--overlay") { HelpName = "FILE", Description = "With --image: writes the picture with what was found, as JPEG." };
var checkModel = new Command("check-model", "Loads one model package and describes it, or what is wrong with it.") { modelFolder, image, overlay };
checkModel.SetAction(parsed => CheckModelCommand.Run(parsed.GetRequiredValue(modelFolder), parsed.GetValue(image), parsed.GetValue(overlay)));

var network = new Argument<string>("FILE") { Description = "An ONNX file." };
var packageFolder = new Option<string?>("--out") { HelpName = "DIR", Description = "Writes a package to start from." };
var describeModel = new Command("describe-model", "Says what an ONNX file is taken for, and why.") { network, packageFolder };
describeModel.SetAction(parsed => DescribeModelCommand.Run(parsed.GetRequiredValue(network), parsed.GetValue(packageFolder)));

var newKey = new Command("new-key", "Creates an API key for a caller, and the hash that the server stores.");
newKey.SetAction(_ => NewKeyCommand.Run());

var health = new Command("health", "Asks the server of this machine, which has the same settings, whether it serves. Exit code 0: it does.");

var serve = new RootCommand("Segments video streams. Settings are read from appsettings.json, the environment (Serve__Urls) and these options.") { checkModel, describeModel, newKey, health };
foreach (var option in ServeCommandLine.Options)
{
    serve.Add(option);
    health.Add(option);
}

health.SetAction((parsed, _) => HealthCommand.RunAsync(ServeCommandLine.SettingsOf(parsed)));

serve.SetAction((parsed, _) => ServeCommand.RunAsync(ServeCommandLine.SettingsOf(parsed)));

PrivateFiles.Use();
try
{
    // The host handles SIGTERM: it finishes the frames that were received.
    return await serve.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception e) when (e is VideoSegException or OptionsValidationException or IOException or SocketException or CryptographicException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
    return 1;
}
