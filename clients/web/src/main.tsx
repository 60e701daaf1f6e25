import { render } from 'preact';
import './page/page.css';
import { pollJobs } from './jobs/jobs';
import { handleKeys } from './page/keys';
import { Page } from './page/Page';
import { playSelected } from './streams/player';
import { subscribeToStreams } from './streams/overview';

subscribeToStreams();
playSelected();
void pollJobs();
handleKeys();
render(<Page />, document.getElementById('page')!);
