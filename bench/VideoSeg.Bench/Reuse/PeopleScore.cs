namespace VideoSeg.Bench.Reuse;

/// <summary>Detection and tracking quality of people in the labelled frames.</summary>
/// <param name="Recall">The share of labelled people that are detected, 0 to 1.</param>
/// <param name="RecallVisible">The recall of people who are not mostly occluded.</param>
/// <param name="Precision">The share of person segments that match a labelled person, 0 to 1.</param>
/// <param name="IdSwitches">The number of detections whose track differs from the last detection of the same person.</param>
/// <param name="Redetections">The number of detections of people who were detected before.</param>
internal sealed record PeopleScore(double Recall, double RecallVisible, double Precision, int IdSwitches, int Redetections);
