import { render } from 'preact';
import './page/page.css';
import { followJobs } from './jobs/jobs';
import { listenToKeys } from './page/keys';
import { Page } from './page/Page';
import { followSelected } from './streams/focus';
import { followStreams } from './streams/overview';

followStreams();
followSelected();
void followJobs();
listenToKeys();
render(<Page />, document.getElementById('page')!);
