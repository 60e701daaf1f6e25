namespace VideoSeg.Bench.Reuse;

/// <summary>How well people are found and kept apart in the frames that have labels.</summary>
/// <param name="Recall">The share of the labelled people who are found, 0 to 1.</param>
/// <param name="RecallInSight">The same of those who are not mostly hidden.</param>
/// <param name="Precision">The share of the segments of people that find one, 0 to 1.</param>
/// <param name="IdSwitches">How often a person who is found again has another track than when last found.</param>
/// <param name="Resightings">How often a person is found again.</param>
internal sealed record PeopleScore(double Recall, double RecallInSight, double Precision, int IdSwitches, int Resightings);
