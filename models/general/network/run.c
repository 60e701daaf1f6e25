/*
 * Runs an ONNX file with one uint8 or float input on ONNX Runtime's CPU provider.
 *
 *   run THREADS 0 GRAPH             pictures on the standard input, outputs on the standard output
 *   run THREADS ROUNDS GRAPH ...    milliseconds of the graphs, run by turns: median and least, of the wall and of the processor
 *
 * Each output is written as its rank and sizes (int64), then its floats. Build, with ONNX Runtime's C header and library:
 *   gcc -O2 -I$ORT/include run.c -o run -L$ORT/lib -lonnxruntime -Wl,-rpath,$ORT/lib
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "onnxruntime_c_api.h"

#define MOST_OUTPUTS 32
#define MOST_SIZES 8

static const OrtApi *api;
static OrtAllocator *allocator;
static OrtMemoryInfo *memory;

struct graph {
    OrtSession *session;
    char *input;
    char *outputs[MOST_OUTPUTS];
    OrtValue *results[MOST_OUTPUTS];
    size_t count, bytes;
    unsigned char *data;
    OrtValue *value;
};

static void check(OrtStatus *status) {
    if (status != NULL) {
        fprintf(stderr, "%s\n", api->GetErrorMessage(status));
        exit(1);
    }
}

static double milliseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void load(struct graph *graph, OrtEnv *environment, const char *path, int threads) {
    OrtSessionOptions *options;
    check(api->CreateSessionOptions(&options));
    check(api->SetIntraOpNumThreads(options, threads));
    check(api->AddSessionConfigEntry(options, "session.intra_op.allow_spinning", "0"));
    check(api->AddSessionConfigEntry(options, "session.x64quantprecision", "1")); /* as the server: a processor without VNNI would saturate sums of bytes */
    check(api->CreateSession(environment, path, options, &graph->session));
    check(api->SessionGetInputName(graph->session, 0, allocator, &graph->input));
    check(api->SessionGetOutputCount(graph->session, &graph->count));
    if (graph->count > MOST_OUTPUTS) {
        fprintf(stderr, "%s has %zu outputs; at most %d are read\n", path, graph->count, MOST_OUTPUTS);
        exit(1);
    }
    for (size_t i = 0; i < graph->count; i++) check(api->SessionGetOutputName(graph->session, i, allocator, &graph->outputs[i]));

    OrtTypeInfo *info;
    const OrtTensorTypeAndShapeInfo *shape;
    ONNXTensorElementDataType type;
    size_t rank;
    int64_t sizes[MOST_SIZES];
    check(api->SessionGetInputTypeInfo(graph->session, 0, &info));
    check(api->CastTypeInfoToTensorInfo(info, &shape));
    check(api->GetTensorElementType(shape, &type));
    check(api->GetDimensionsCount(shape, &rank));
    check(api->GetDimensions(shape, sizes, rank));
    int bytewise = type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
    graph->bytes = bytewise ? 1 : sizeof(float);
    for (size_t i = 0; i < rank; i++) graph->bytes *= sizes[i];
    graph->data = calloc(1, graph->bytes);
    for (size_t i = 0; i < graph->bytes / (bytewise ? 1 : sizeof(float)); i++) {
        int made = (i * 7919 >> 3) & 255; /* no picture, but no constant either */
        if (bytewise) graph->data[i] = made; else ((float *)graph->data)[i] = made;
    }
    check(api->CreateTensorWithDataAsOrtValue(memory, graph->data, graph->bytes, sizes, rank, type, &graph->value));
}

static void run(struct graph *graph) {
    memset(graph->results, 0, sizeof graph->results);
    const char *input = graph->input;
    const OrtValue *value = graph->value;
    check(api->Run(graph->session, NULL, &input, &value, 1, (const char *const *)graph->outputs, graph->count, graph->results));
}

static void release(struct graph *graph) {
    for (size_t i = 0; i < graph->count; i++) api->ReleaseValue(graph->results[i]);
}

static void write_outputs(struct graph *graph) {
    for (size_t i = 0; i < graph->count; i++) {
        OrtTensorTypeAndShapeInfo *shape;
        float *values;
        size_t rank, elements;
        int64_t sizes[MOST_SIZES];
        check(api->GetTensorTypeAndShape(graph->results[i], &shape));
        check(api->GetDimensionsCount(shape, &rank));
        check(api->GetDimensions(shape, sizes, rank));
        check(api->GetTensorShapeElementCount(shape, &elements));
        check(api->GetTensorMutableData(graph->results[i], (void **)&values));
        int64_t head = (int64_t)rank;
        fwrite(&head, sizeof head, 1, stdout);
        fwrite(sizes, sizeof *sizes, rank, stdout);
        fwrite(values, sizeof *values, elements, stdout);
        api->ReleaseTensorTypeAndShapeInfo(shape);
    }
    fflush(stdout);
}

static int by_size(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return difference < 0 ? -1 : difference > 0;
}

static void measure(struct graph *graphs, char **names, int count, int rounds) {
    double *wall = calloc((size_t)count * rounds, sizeof *wall), *processor = calloc((size_t)count * rounds, sizeof *processor);
    for (int round = -2; round < rounds; round++) {
        for (int i = 0; i < count; i++) {
            double wall_start = milliseconds(CLOCK_MONOTONIC), processor_start = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
            run(&graphs[i]);
            if (round >= 0) {
                wall[i * rounds + round] = milliseconds(CLOCK_MONOTONIC) - wall_start;
                processor[i * rounds + round] = milliseconds(CLOCK_PROCESS_CPUTIME_ID) - processor_start;
            }
            release(&graphs[i]);
        }
    }
    for (int i = 0; i < count; i++) {
        double *w = wall + i * rounds, *p = processor + i * rounds;
        qsort(w, rounds, sizeof *w, by_size);
        qsort(p, rounds, sizeof *p, by_size);
        printf("%s: wall %.2f (least %.2f), processor %.2f (least %.2f)\n", names[i], w[rounds / 2], w[0], p[rounds / 2], p[0]);
    }
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "run THREADS ROUNDS GRAPH ...\n");
        return 2;
    }
    int threads = atoi(arguments[1]), rounds = atoi(arguments[2]), graphs = count - 3;
    OrtEnv *environment;
    api = OrtGetApiBase()->GetApi(20);
    check(api->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "run", &environment));
    check(api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
    check(api->GetAllocatorWithDefaultOptions(&allocator));
    struct graph *loaded = calloc(graphs, sizeof *loaded);
    for (int i = 0; i < graphs; i++) load(&loaded[i], environment, arguments[3 + i], threads);
    if (rounds > 0) {
        measure(loaded, arguments + 3, graphs, rounds);
        return 0;
    }
    while (fread(loaded->data, 1, loaded->bytes, stdin) == loaded->bytes) {
        run(loaded);
        write_outputs(loaded);
        release(loaded);
    }
    return 0;
}
