namespace VideoSeg.Server.Errors;

/// <summary>The root of each call, of all transports: turns the exception that ended a call into what its client is told, and logs it.</summary>
internal sealed partial class CallFailures(RefusalLog refusals, ILogger<CallFailures> logger)
{
    /// <param name="method">The call's method, for the log.</param>
    /// <param name="exception">What ended the call.</param>
    /// <param name="clientLeft">Whether the client ended the call or is gone: reading from it and writing to it then fails in many ways.</param>
    public CallError Describe(string method, Exception exception, bool clientLeft)
    {
        if (ErrorTable.Find(exception) is { } error)
        {
            refusals.Write(method, error.Reason, error.Message);
            return error;
        }

        if (clientLeft)
        {
            Log.ClientLeft(logger, method);
            return ErrorTable.ClientLeft;
        }

        Log.Failed(logger, method, exception);
        return ErrorTable.ServerFailed;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Method}: the client left")]
        public static partial void ClientLeft(ILogger logger, string method);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
        public static partial void Failed(ILogger logger, string method, Exception exception);
    }
}
