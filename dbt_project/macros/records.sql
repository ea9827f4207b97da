{# The source and the object that a record name begins with (their names hold only a-z, 0-9 and _). #}
{% macro record_source(name) %}split_part({{ name }}, ':', 1){% endmacro %}
{% macro record_object(name) %}split_part({{ name }}, ':', 2){% endmacro %}

{#
    Staging models of the project, from dbt's own graph: source, object, relation, the raw relation they read (none for
    one that is written over other staging models), whether an int_ model reads them (an object that none reads is
    landed for such a hand-written model), and which lists of unreadable columns they carry.
#}
{% macro staging_models() %}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- set feeding = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name.startswith('int_') -%}
            {%- do feeding.extend(node.depends_on.nodes) -%}
        {%- endfor -%}
        {%- for node in graph.nodes.values() | sort(attribute='name') -%}
            {%- if node.resource_type == 'model' and node.name.startswith('stg_') and '__' in node.name -%}
                {%- set parts = node.name[4:].split('__', 1) -%}
                {%- set raw = [] -%}
                {%- for parent in node.depends_on.nodes if parent in graph.sources -%}
                    {%- if graph.sources[parent].schema == 'raw_' ~ parts[0] and graph.sources[parent].name == parts[1] -%}
                        {%- do raw.append(graph.sources[parent].relation_name) -%}
                    {%- endif -%}
                {%- endfor -%}
                {%- do found.append({
                    'source': parts[0], 'object': parts[1], 'relation': node.relation_name,
                    'raw_relation': raw | first, 'feeds_entity': node.unique_id in feeding,
                    'lists': ['_type_failures', '_unknown_codes'] | select('in', node.columns) | list
                }) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}

{# Entities whose every living record is a row of the golden table of that name. #}
{% macro fact_entities() %}
    {{ return([
        'lead', 'deal', 'deal_stage_history', 'activity', 'order', 'order_line', 'invoice', 'payment', 'shipment',
        'form_submission', 'loyalty_balance', 'product', 'campaign', 'ad_spend_daily', 'campaign_event', 'web_visit',
        'ticket', 'survey_response', 'territory', 'target'
    ]) }}
{% endmacro %}

{# Entities of which a party's row may hold several, or which hang on any record. #}
{% macro side_entities() %}
    {{ return(['contact_point', 'address', 'relation', 'consent', 'custom_field', 'tag']) }}
{% endmacro %}
