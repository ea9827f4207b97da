{# Where the customers' ways to a sale stand in this build, for the next one to see what differs. #}
{{ config(meta={'touched_by': []}) }}
-- Made after {{ ref('onefold', 'touched_buyer') }}, which reads the last one.
{{ customer_journeys() }}
